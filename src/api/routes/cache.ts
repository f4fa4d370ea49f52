// GET cache and POST cache/flush: the answers that are kept to a name, and forgetting them.
import { cacheQuestion, cacheView, flushOrder, flushView } from '../../view/cache.js';
import { ACCESS } from '../access.js';
import type { ControlledServer } from '../controlled-server.js';
import { jsonRoute } from '../route.js';

// What few servers are ever asked for is loaded when it is.
const orders = () => import('../../operate/cache-orders.js');

export const showCache = jsonRoute({
  method: 'GET',
  path: '/api/v1/cache',
  access: ACCESS.READ,
  summary: 'the kept answers of upstreams to a name',
  input: cacheQuestion,
  output: cacheView,
  run: async (server: ControlledServer, { name }) => (await orders()).showCache(server.state, name),
});

export const flushCache = jsonRoute({
  method: 'POST',
  path: '/api/v1/cache/flush',
  access: ACCESS.OPERATE,
  summary: 'forgets kept answers of upstreams: all, those to a name, or also those below it',
  input: flushOrder,
  output: flushView,
  run: async (server: ControlledServer, order) => (await orders()).flushCache(server.state, order),
});
