// POST reload: loads everything again, and says how that went.
import { reloadView as viewOf } from '../../operate/reload-view.js';
import { reloadView } from '../../view/reload.js';
import { ACCESS } from '../access.js';
import type { ControlledServer } from '../controlled-server.js';
import { jsonRoute, nothing } from '../route.js';

export const reload = jsonRoute({
  method: 'POST',
  path: '/api/v1/reload',
  access: ACCESS.OPERATE,
  summary: 'reads configuration and zones again, and says what is wrong and what changed',
  input: nothing,
  output: reloadView,
  run: async (server: ControlledServer) => viewOf(await server.reload()),
});
