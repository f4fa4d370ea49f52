// POST orders: drain, maint, ready and weight.
import { adminOrder, adminOutcome } from '../../view/admin-order.js';
import { ACCESS } from '../access.js';
import { signed } from '../asker.js';
import type { ControlledServer } from '../controlled-server.js';
import { jsonRoute } from '../route.js';

export const orders = jsonRoute({
  method: 'POST',
  path: '/api/v1/orders',
  access: ACCESS.OPERATE,
  summary: 'takes members out of the answers and back, or gives them a weight',
  input: adminOrder,
  output: adminOutcome,
  run: ({ operator }: ControlledServer, order, asker) => operator.carryOut(signed(order, asker)),
});
