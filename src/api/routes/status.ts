// GET status: the server as a whole, its pools and their members.
import { viewStatus } from '../../operate/status-view.js';
import { statusView } from '../../view/status.js';
import { statusRequest } from '../../view/status-request.js';
import { ACCESS } from '../access.js';
import type { ControlledServer } from '../controlled-server.js';
import { objectRoute } from '../route.js';

export const status = objectRoute({
  method: 'GET',
  path: '/api/v1/status',
  access: ACCESS.READ,
  summary: 'totals, and the pools and members that are asked for: all when no parameter says which',
  input: statusRequest,
  output: statusView,
  run({ bound, health, parts, state: { clock, counts } }: ControlledServer, request) {
    const { watches } = health;
    return viewStatus({ listen: bound, watches, counts, nowMs: clock.now(), parts }, request);
  },
});
