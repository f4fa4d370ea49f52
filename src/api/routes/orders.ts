// POST orders: drain, maint, ready and weight.
import { inTurns } from '../../time/turns.js';
import { adminOrder, adminOutcome } from '../../view/admin-order.js';
import { ACCESS } from '../access.js';
import { signed } from '../asker.js';
import type { ControlledServer } from '../controlled-server.js';
import { objectRoute } from '../route.js';

export const orders = objectRoute({
  method: 'POST',
  path: '/api/v1/orders',
  access: ACCESS.OPERATE,
  summary: 'takes members out of the answers and back, or gives them a weight',
  input: adminOrder,
  output: adminOutcome,
  // Of thousands of members the reply is long.
  run: async ({ operator }: ControlledServer, order, asker) => {
    const { members, former, warnings } = await operator.carryOutByTurns(signed(order, asker));
    return { members: inTurns(members), former: inTurns(former), warnings };
  },
});
