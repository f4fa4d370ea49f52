// What is planned, above the pools: drawn, and cancelled when that is clicked.
import type { CancelledView, PlanView } from '../../view/plan.js';
import { planList } from '../plan-list.js';
import { refusalText } from './api.js';
import { draw } from './draw.js';
import { showNotice } from './notice.js';
import { operate } from './operate.js';

const place = () => document.getElementById('plans') as HTMLElement;

export function drawPlans(plans: readonly PlanView[] = []): void {
  draw(place(), planList(plans, Date.now(), true));
}

async function cancel(id: number): Promise<void> {
  try {
    const { ready, warnings } = await operate<CancelledView>('/plans/cancel', { id });
    const back = ready.length === 0 ? '' : ` Ready again: ${ready.join(', ')}.`;
    showNotice({ text: `Plan ${id} is cancelled.${back}`, warnings });
  } catch (error) {
    showNotice({ text: `Not done: ${refusalText(error)}.`, warnings: [], isBad: true });
  }
}

export function beginPlans(): void {
  place().addEventListener('click', ({ target }) => {
    const id = (target as Element).closest<HTMLElement>('[data-plan]')?.dataset.plan;
    if (id !== undefined) void cancel(Number(id));
  });
}
