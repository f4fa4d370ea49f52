// GET explain: how the next answer is made.
import { byTurns } from '../../time/turns.js';
import { explainView, question } from '../../view/explain.js';
import { ACCESS } from '../access.js';
import type { ControlledServer } from '../controlled-server.js';
import { objectRoute } from '../route.js';

export const explain = objectRoute({
  method: 'GET',
  path: '/api/v1/explain',
  access: ACCESS.READ,
  summary: 'how the next answer to a question comes about',
  input: question,
  output: explainView,
  // What few servers are ever asked for is loaded when it is.
  run: async (server: ControlledServer, asked) =>
    byTurns((await import('../../operate/explain.js')).explain(server.state, asked)),
});
