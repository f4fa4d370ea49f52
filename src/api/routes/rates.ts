// GET rates: how many queries were answered in each of the last seconds.
import { rateHistory } from '../../view/rates.js';
import { ACCESS } from '../access.js';
import type { ControlledServer } from '../controlled-server.js';
import { jsonRoute, nothing } from '../route.js';

export const rates = jsonRoute({
  method: 'GET',
  path: '/api/v1/rates',
  access: ACCESS.READ,
  summary: 'answers a second, by kind, in the last five minutes',
  input: nothing,
  output: rateHistory,
  run: async ({ live }: ControlledServer) => (await live.open()).rates.history,
});
