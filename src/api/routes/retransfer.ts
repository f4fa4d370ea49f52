// POST zones/retransfer: has a zone of other servers come as a whole now.
import { orderSecondary } from '../../operate/secondary-zones.js';
import { refreshRequest, retransferView } from '../../view/secondary-zones.js';
import { ACCESS } from '../access.js';
import type { ControlledServer } from '../controlled-server.js';
import { jsonRoute } from '../route.js';

export const retransfer = jsonRoute({
  method: 'POST',
  path: '/api/v1/zones/retransfer',
  access: ACCESS.OPERATE,
  summary: 'has a zone of other servers come as a whole, in place of the copy, whatever its serial',
  input: refreshRequest,
  output: retransferView,
  run: async ({ secondaries }: ControlledServer, { zone }) =>
    orderSecondary(secondaries.all, 'retransfer', zone),
});
