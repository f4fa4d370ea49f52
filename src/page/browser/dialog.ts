// A dialog over the page or over another dialog, drawn like the rest, closed by Escape and by its button to cancel.
import { type Content, element } from '../tree.js';
import { draw } from './draw.js';

/** A dialog that is open. */
export interface Dialog {
  readonly form: HTMLFormElement;
  /** Draws its content again. */
  draw(...content: readonly Content[]): void;
  close(): void;
}

/**
 * Opens one. What opened it has the focus again at the end.
 * @param title by which it is named
 * @param onClose called once, however it ends
 */
export function openDialog(title: string, onClose: () => void = () => undefined): Dialog {
  const dialog = document.createElement('dialog');
  dialog.setAttribute('aria-label', title);
  const form = document.createElement('form');
  form.method = 'dialog';
  dialog.append(form);
  document.body.append(dialog);
  dialog.addEventListener('close', () => {
    dialog.remove();
    onClose();
  });
  form.addEventListener('click', event => {
    if ((event.target as Element).closest('[data-dialog="cancel"]') !== null) dialog.close();
  });
  const redraw = (...content: readonly Content[]) => draw(form, element('h2', {}, title), content);
  redraw();
  dialog.showModal();
  return { form, draw: redraw, close: () => dialog.close() };
}
