// GET plans, POST plans and POST plans/cancel: planned maintenance.
import { cancelMaintenance, listMaintenance, planMaintenance } from '../../operate/maintenance.js';
import { cancelledView, planCancel, plannedView, planOrder, plansView } from '../../view/plan.js';
import { ACCESS } from '../access.js';
import { signed } from '../asker.js';
import type { ControlledServer } from '../controlled-server.js';
import { jsonRoute, nothing } from '../route.js';

export const plans = jsonRoute({
  method: 'GET',
  path: '/api/v1/plans',
  access: ACCESS.READ,
  summary: 'planned maintenance that is not over',
  input: nothing,
  output: plansView,
  run: ({ operator }: ControlledServer) => listMaintenance(operator),
});

export const plan = jsonRoute({
  method: 'POST',
  path: '/api/v1/plans',
  access: ACCESS.OPERATE,
  summary: 'plans to take members out of the answers for a time',
  input: planOrder,
  output: plannedView,
  run: ({ operator }: ControlledServer, order, asker) =>
    operator.byTurns(planMaintenance(operator, signed(order, asker))),
});

export const cancelPlan = jsonRoute({
  method: 'POST',
  path: '/api/v1/plans/cancel',
  access: ACCESS.OPERATE,
  summary: 'takes back what was planned',
  input: planCancel,
  output: cancelledView,
  run: ({ operator }: ControlledServer, request, asker) =>
    operator.byTurns(cancelMaintenance(operator, signed(request, asker))),
});
