// POST zones/refresh: asks the primaries of a zone now.
import { orderSecondary } from '../../operate/secondary-zones.js';
import { refreshRequest, refreshView } from '../../view/secondary-zones.js';
import { ACCESS } from '../access.js';
import type { ControlledServer } from '../controlled-server.js';
import { jsonRoute } from '../route.js';

export const refresh = jsonRoute({
  method: 'POST',
  path: '/api/v1/zones/refresh',
  access: ACCESS.OPERATE,
  summary: 'asks the primaries of a zone of other servers whether it has changed',
  input: refreshRequest,
  output: refreshView,
  run: async ({ secondaries }: ControlledServer, { zone }) =>
    orderSecondary(secondaries.all, 'refresh', zone),
});
