// POST zones/sync: writes a zone that was updated into its file.
import { zoneCalled } from '../../operate/zone-view.js';
import { syncRequest, syncView } from '../../view/zones.js';
import { ACCESS } from '../access.js';
import type { ControlledServer } from '../controlled-server.js';
import { jsonRoute } from '../route.js';

export const sync = jsonRoute({
  method: 'POST',
  path: '/api/v1/zones/sync',
  access: ACCESS.OPERATE,
  summary: 'writes a zone as it is served, updates included, into its master file',
  input: syncRequest,
  output: syncView,
  async run({ state, updates }: ControlledServer, { zone }) {
    const version = zoneCalled(state.generation, zone);
    return { zone: version.label, ...(await updates.writeBack(version)) };
  },
});
