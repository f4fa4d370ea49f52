// The dialog in which an operator gives an order: before it is done, it shows what would be answered then.
import type { AdminOrder, AdminOutcome } from '../../view/admin-order.js';
import type { PlannedView, PlanOrder } from '../../view/plan.js';
import type { WhatIfView } from '../../view/what-if.js';
import { isTimed, mistakesIn, type OrderChoice, orderForm } from '../order-form.js';
import { countOf, type Target, whereText, whomText, wordsFor } from '../order-target.js';
import { get, type Parameters, refusalText } from './api.js';
import { openDialog } from './dialog.js';
import { type Notice, showNotice } from './notice.js';
import { operate } from './operate.js';
import { takeBack } from './undo.js';

/** What the form says now. */
function choiceOf(form: HTMLFormElement, targets: readonly Target[]): OrderChoice {
  const data = new FormData(form);
  const text = (name: string) => String(data.get(name) ?? '').trim();
  const members = targets.flatMap(each => each.members);
  const isOut =
    members.length > 0 && members.every(({ admin }) => admin !== undefined && admin.state !== 'ready');
  const from = form.elements.namedItem('from') as HTMLInputElement | null;
  return {
    what: (text('what') || (isOut ? 'ready' : 'drain')) as OrderChoice['what'],
    weight: data.has('weight') ? text('weight') : String(members[0]?.weight ?? ''),
    reason: text('reason'),
    fromMs: text('from') === '' && from?.validity.badInput !== true ? undefined : Date.parse(text('from')),
    forMs: Number(text('for') || 0),
    isEverywhere: data.has('everywhere'),
    isForced: data.has('force'),
  };
}

/** What would be so; undefined while that cannot be asked. */
async function imagine(choice: OrderChoice, targets: readonly Target[]): Promise<WhatIfView | undefined> {
  const { what, weight, isEverywhere } = choice;
  if (what === 'weight' && mistakesIn(choice, 0).weight !== undefined) return undefined;
  const after = what === 'weight' ? `=${weight}` : '';
  const parameters: Parameters = wordsFor(targets, isEverywhere).map(word => [what, word + after] as const);
  return get<WhatIfView>('/whatif', parameters);
}

const DONE = { drain: 'drained', maint: 'in maintenance', ready: 'ready', weight: 'of weight' } as const;

/** Plans it. @throws Refusal */
async function plan(
  order: Omit<PlanOrder, 'until' | 'from'>,
  fromMs: number,
  forMs: number,
): Promise<Notice> {
  const [from, until] = [fromMs, fromMs + forMs].map(ms => new Date(ms).toISOString());
  const {
    plan: { id },
    warnings,
  } = await operate<PlannedView>('/plans', { ...order, from, until });
  const undo = async () => {
    await operate('/plans/cancel', { id });
    return `Plan ${id} is cancelled.`;
  };
  return { text: `Plan ${id} is made.`, warnings, undo };
}

/** @throws Refusal */
async function carryOut(choice: OrderChoice, targets: readonly Target[]): Promise<Notice> {
  const { what, weight, reason, fromMs, forMs, isEverywhere, isForced } = choice;
  const members = wordsFor(targets, isEverywhere);
  const beside = { reason: reason || undefined, force: isForced };
  if ((what === 'drain' || what === 'maint') && fromMs !== undefined)
    return plan({ members, state: what, ...beside }, fromMs, forMs);
  const order: AdminOrder = {
    members,
    force: isForced,
    ...(what === 'weight' ? { weight: Number(weight) } : { state: what }),
    ...(isTimed(choice) && { ...beside, forMs: forMs || undefined }),
  };
  const { former, warnings } = await operate<AdminOutcome>('/orders', order);
  const whom = `${whomText(targets)} in ${isEverywhere ? 'all pools' : whereText(targets)}`;
  const verb = countOf(targets) === 1 ? 'is' : 'are';
  const undo = async () => {
    await takeBack(former, what === 'weight');
    return `${whom} ${verb} as before.`;
  };
  const done = what === 'weight' ? `${DONE[what]} ${weight}` : DONE[what];
  return { text: `${whom} ${verb} ${done}.`, warnings, undo };
}

class OrderDialog {
  readonly #targets: readonly Target[];
  readonly #onDone: (() => void) | undefined;
  readonly #dialog;
  #imagined: WhatIfView | undefined;
  #fault = '';
  /** What was asked about last; replies to former questions are passed over. */
  #asked = '';
  #isBusy = false;

  constructor(targets: readonly Target[], onDone?: () => void) {
    this.#targets = targets;
    this.#onDone = onDone;
    this.#dialog = openDialog(whomText(targets));
    const { form } = this.#dialog;
    form.addEventListener('input', () => this.#changed());
    form.addEventListener('submit', event => {
      event.preventDefault();
      void this.#submit();
    });
    this.#changed();
    form.querySelector<HTMLInputElement>('input[name="what"]:checked')?.focus();
  }

  get #choice(): OrderChoice {
    return choiceOf(this.#dialog.form, this.#targets);
  }

  #draw(): void {
    this.#dialog.draw(
      orderForm({
        ...{ targets: this.#targets, choice: this.#choice, imagined: this.#imagined },
        ...{ fault: this.#fault, isBusy: this.#isBusy },
      }),
    );
  }

  #changed(): void {
    const choice = this.#choice;
    const asked = JSON.stringify([
      choice.what,
      choice.isEverywhere,
      choice.what === 'weight' && choice.weight,
    ]);
    this.#fault = '';
    if (asked !== this.#asked) {
      this.#asked = asked;
      this.#imagined = undefined;
      void imagine(choice, this.#targets).then(
        view => {
          if (asked !== this.#asked) return;
          this.#imagined = view;
          this.#draw();
        },
        error => {
          this.#fault = refusalText(error);
          this.#draw();
        },
      );
    }
    this.#draw();
  }

  async #submit(): Promise<void> {
    if (this.#isBusy) return;
    const choice = this.#choice;
    this.#isBusy = true;
    this.#draw();
    try {
      showNotice(await carryOut(choice, this.#targets));
      this.#onDone?.();
      this.#dialog.close();
    } catch (error) {
      this.#fault = `Not done: ${refusalText(error)}.`;
    }
    this.#isBusy = false;
    this.#draw();
  }
}

/** @param onDone called when it was carried out */
export function openOrder(targets: readonly Target[], onDone?: () => void): void {
  new OrderDialog(targets, onDone);
}
