// Asks the operator for a token, and says so when the server does not know it.
import { type Content, element } from '../tree.js';
import { checkToken, refusalText } from './api.js';
import { openDialog } from './dialog.js';
import { keepToken } from './session.js';

function content(why: string): Content {
  return [
    element(
      'p',
      {},
      'Orders need a token with rights to operate: ',
      element('code', {}, 'rondo token add NAME --rights operate'),
      '. It is kept until this tab is closed.',
    ),
    element(
      'label',
      {},
      'Token',
      element('input', {
        type: 'password',
        name: 'token',
        autocomplete: 'off',
        required: true,
        autofocus: true,
        'aria-describedby': 'token-why',
      }),
    ),
    element('p', { class: 'refusal', role: 'alert', id: 'token-why' }, why),
    element(
      'div',
      { class: 'buttons' },
      element('button', { type: 'button', 'data-dialog': 'cancel' }, 'Cancel'),
      element('button', { type: 'submit', class: 'main' }, 'Use it'),
    ),
  ];
}

/** Keeps a token that is of use. @returns why it is of none */
async function keepGood(text: string): Promise<string | undefined> {
  try {
    await checkToken(text);
    keepToken(text);
    return undefined;
  } catch (error) {
    return refusalText(error);
  }
}

let asking: Promise<boolean> | undefined;

/** @param why said at once @returns whether there is a token now that the server takes */
export function askForToken(why = ''): Promise<boolean> {
  asking ??= new Promise<boolean>(resolve => {
    let isKnown = false;
    const dialog = openDialog('Token', () => {
      asking = undefined;
      resolve(isKnown);
    });
    dialog.draw(content(why));
    const field = dialog.form.elements.namedItem('token') as HTMLInputElement;
    field.focus();
    dialog.form.addEventListener('submit', event => {
      event.preventDefault();
      void keepGood(field.value.trim()).then(fault => {
        isKnown = fault === undefined;
        if (isKnown) return dialog.close();
        dialog.draw(content(fault ?? ''));
        field.select();
      });
    });
  });
  return asking;
}
