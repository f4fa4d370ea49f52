// POST /admin: drain, maint, ready and weight.
import { adminOrder, adminOutcome } from '../../view/admin-order.js';
import type { ControlledServer } from '../controlled-server.js';
import { ACCESS, jsonRoute } from '../route.js';

export const admin = jsonRoute({
  method: 'POST',
  path: '/admin',
  access: ACCESS.OPERATE,
  summary: 'takes members out of the answers and back, or gives them a weight',
  input: adminOrder,
  output: adminOutcome,
  run: ({ operator }: ControlledServer, order) => operator.carryOut(order),
});
