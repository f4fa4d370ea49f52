// Numbers of plans: each plan has one of its own, whatever a state file holds.
import { expect, test } from 'vitest';
import type { Plan } from '../../src/operate/plan.js';
import { type NewPlan, Planner } from '../../src/operate/planner.js';
import { FakeClock } from '../support/fake-clock.js';

function plannerWith(...ids: readonly number[]) {
  const clock = new FakeClock();
  const planner = new Planner({
    clock,
    begin: () => undefined,
    failed: () => undefined,
    keep: () => undefined,
  });
  const fromMs = clock.wallMs() + 3_600_000;
  const plan: NewPlan = { state: 'maint', members: ['r1'], fromMs, untilMs: fromMs + 3_600_000 };
  planner.resume(ids.map((id): Plan => ({ ...plan, id })));
  planner.open();
  return { planner, add: () => planner.add(plan).id };
}

test('goes on after the last one', () => {
  const { planner, add } = plannerWith(3, 7);
  expect([add(), add()]).toEqual([8, 9]);
  planner.remove(9);
  expect(add()).toBe(10);
});

test.each([999_999_999, Number.MAX_SAFE_INTEGER])('after %i comes the first that is free', last => {
  const { add } = plannerWith(1, 2, last);
  expect([add(), add()]).toEqual([3, 4]);
});
