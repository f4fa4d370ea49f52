// GET queries: what was asked for most in the last minutes.
import { queriesView } from '../../view/queries.js';
import { ACCESS } from '../access.js';
import type { ControlledServer } from '../controlled-server.js';
import { jsonRoute, nothing } from '../route.js';

export const queries = jsonRoute({
  method: 'GET',
  path: '/api/v1/queries',
  access: ACCESS.READ,
  summary: 'the names asked for most in the last minutes, as far as the query log sees them',
  input: nothing,
  output: queriesView,
  run: async ({ live }: ControlledServer) => (await live.open()).queries(),
});
