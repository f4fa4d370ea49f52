// GET history: how the members of a pool answered within the last hour, and how they and the pool were within the last day.
import { viewHistory } from '../../operate/history-view.js';
import { systemClock } from '../../time/clock.js';
import { byTurns } from '../../time/turns.js';
import { historyRequest, historyView } from '../../view/history.js';
import { ACCESS } from '../access.js';
import type { ControlledServer } from '../controlled-server.js';
import { objectRoute } from '../route.js';

export const history = objectRoute({
  method: 'GET',
  path: '/api/v1/history',
  access: ACCESS.READ,
  summary: 'an hour of checks and a day of states of a pool and its members',
  input: historyRequest,
  output: historyView,
  async run({ state }: ControlledServer, request) {
    return byTurns(viewHistory(state, request, systemClock.wallMs()));
  },
});
