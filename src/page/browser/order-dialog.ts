// The dialog in which an operator gives an order: before it is done, it shows what would be answered then.
import { MIN_FOR_MS } from '../../view/admin-limits.js';
import type { AdminOrder, AdminOutcome } from '../../view/admin-order.js';
import type { MemberView, PoolView } from '../../view/status.js';
import type { WhatIfView } from '../../view/what-if.js';
import { type OrderChoice, orderForm } from '../order-form.js';
import { get, type Parameters, post, Refusal, refusalText } from './api.js';
import { openDialog } from './dialog.js';
import { showNotice } from './notice.js';
import { token } from './session.js';
import { askForToken } from './token-dialog.js';

export interface Subject {
  readonly pool: PoolView;
  readonly member: MemberView;
}

/** What the form says now. */
function choiceOf(form: HTMLFormElement, { member }: Subject): OrderChoice {
  const data = new FormData(form);
  const text = (name: string) => String(data.get(name) ?? '').trim();
  const usual = member.admin === undefined || member.admin.state === 'ready' ? 'drain' : 'ready';
  return {
    what: (text('what') || usual) as OrderChoice['what'],
    weight: Number(text('weight') || member.weight),
    reason: text('reason'),
    forMs: Number(text('for') || 0),
    isEverywhere: data.has('everywhere'),
    isForced: data.has('force'),
  };
}

function orderOf(choice: OrderChoice, { pool, member }: Subject): AdminOrder {
  const { what, weight, reason, forMs, isEverywhere, isForced } = choice;
  return {
    members: [member.endpoint],
    ...(isEverywhere ? {} : { pool: pool.pool }),
    ...(what === 'weight' ? { weight } : { state: what }),
    ...(reason === '' ? {} : { reason }),
    ...(forMs === 0 || what === 'ready' || what === 'weight' ? {} : { forMs }),
    ...(isForced ? { force: true } : {}),
  };
}

/** What would be so; undefined of weights, which nobody can ask about. */
async function imagine(choice: OrderChoice, { pool, member }: Subject): Promise<WhatIfView | undefined> {
  if (choice.what === 'weight') return undefined;
  const place: Parameters = choice.isEverywhere ? [] : [['pool', pool.pool]];
  return get<WhatIfView>('/whatif', [[choice.what, member.endpoint], ...place]);
}

/** Sends an order; asks for a token first where one is needed. @throws Refusal */
async function send(order: AdminOrder): Promise<AdminOutcome> {
  if (token() === undefined && !(await askForToken())) throw new Refusal(401, 'an order needs a token');
  try {
    return await post<AdminOutcome>('/orders', order);
  } catch (error) {
    const needsToken = error instanceof Refusal && (error.status === 401 || error.status === 403);
    if (!needsToken || !(await askForToken(refusalText(error)))) throw error;
    return post<AdminOutcome>('/orders', order);
  }
}

/** The order that makes it what it was. */
function undoOf({ what, isEverywhere }: OrderChoice, { pool, member }: Subject): AdminOrder {
  const { admin, weight, configuredWeight } = member;
  const place = { members: [member.endpoint], ...(isEverywhere ? {} : { pool: pool.pool }), force: true };
  if (what === 'weight') return { ...place, weight: weight === configuredWeight ? null : weight };
  if (admin === undefined || admin.state === 'ready') return { ...place, state: 'ready' };
  const leftMs =
    admin.until === undefined ? undefined : Math.max(MIN_FOR_MS, Date.parse(admin.until) - Date.now());
  const { state, reason } = admin;
  return {
    ...place,
    state,
    ...(reason === undefined ? {} : { reason }),
    ...(leftMs === undefined ? {} : { forMs: leftMs }),
  };
}

const DONE: Readonly<Record<OrderChoice['what'], string>> = {
  drain: 'is drained',
  maint: 'is in maintenance',
  ready: 'is ready',
  weight: 'has another weight',
};

async function carryOut(choice: OrderChoice, subject: Subject): Promise<void> {
  const { member, pool } = subject;
  const outcome = await send(orderOf(choice, subject));
  const where = choice.isEverywhere ? 'all its pools' : pool.pool;
  showNotice({
    text: `${member.endpoint} in ${where} ${DONE[choice.what]}.`,
    warnings: outcome.warnings,
    undo: async () => {
      await send(undoOf(choice, subject));
      return `${member.endpoint} in ${where} is as it was.`;
    },
  });
}

class OrderDialog {
  readonly #subject: Subject;
  readonly #dialog;
  #imagined: WhatIfView | undefined;
  #fault = '';
  /** What was asked about last; replies to former questions are passed over. */
  #asked = '';
  #isBusy = false;

  constructor(subject: Subject) {
    this.#subject = subject;
    this.#dialog = openDialog(subject.member.endpoint);
    const { form } = this.#dialog;
    form.addEventListener('input', () => this.#changed());
    form.addEventListener('submit', event => {
      event.preventDefault();
      void this.#submit();
    });
    this.#changed();
    form.querySelector<HTMLInputElement>('input[name="what"]:checked')?.focus();
  }

  #draw(): void {
    const { form } = this.#dialog;
    const choice = choiceOf(form, this.#subject);
    const { member, pool } = this.#subject;
    this.#dialog.draw(
      orderForm({ member, pool, choice, imagined: this.#imagined, fault: this.#fault, isBusy: this.#isBusy }),
    );
  }

  #changed(): void {
    const choice = choiceOf(this.#dialog.form, this.#subject);
    const asked = JSON.stringify([choice.what, choice.isEverywhere]);
    this.#fault = '';
    if (asked !== this.#asked) {
      this.#asked = asked;
      this.#imagined = undefined;
      void imagine(choice, this.#subject).then(
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
    const choice = choiceOf(this.#dialog.form, this.#subject);
    this.#isBusy = true;
    this.#draw();
    try {
      await carryOut(choice, this.#subject);
      this.#dialog.close();
    } catch (error) {
      this.#fault = `Not done: ${refusalText(error)}.`;
    }
    this.#isBusy = false;
    this.#draw();
  }
}

export function openOrder(subject: Subject): void {
  new OrderDialog(subject);
}
