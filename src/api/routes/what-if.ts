// GET whatif: what would be answered if members were other than they are.
import { byTurns } from '../../time/turns.js';
import { whatIfRequest, whatIfView } from '../../view/what-if.js';
import { ACCESS } from '../access.js';
import type { ControlledServer } from '../controlled-server.js';
import { objectRoute } from '../route.js';

export const whatIf = objectRoute({
  method: 'GET',
  path: '/api/v1/whatif',
  access: ACCESS.READ,
  summary: 'what would be answered if members were other than they are',
  input: whatIfRequest,
  output: whatIfView,
  // What few servers are ever asked for is loaded when it is.
  run: async (server: ControlledServer, request) =>
    byTurns((await import('../../operate/what-if.js')).whatIfInParts(server.state, request)),
});
