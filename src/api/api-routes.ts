// The table of the API: what a server is asked for through its control socket and its admin address.
import type { Log } from '../observe/log.js';
import type { ControlledServer } from './controlled-server.js';
import { refuseInJson } from './refusal.js';
import type { Route } from './route.js';
import { Router } from './router.js';
import { flushCache, showCache } from './routes/cache.js';
import { events } from './routes/events.js';
import { explain } from './routes/explain.js';
import { history } from './routes/history.js';
import { openApi } from './routes/openapi.js';
import { orders } from './routes/orders.js';
import { cancelPlan, plan, plans } from './routes/plans.js';
import { members, pool, pools } from './routes/pools.js';
import { problems } from './routes/problems.js';
import { queries } from './routes/queries.js';
import { rates } from './routes/rates.js';
import { refresh } from './routes/refresh.js';
import { reload } from './routes/reload.js';
import { retransfer } from './routes/retransfer.js';
import { server } from './routes/server.js';
import { status } from './routes/status.js';
import { stream } from './routes/stream.js';
import { sync } from './routes/sync.js';
import { upstreams } from './routes/upstreams.js';
import { version } from './routes/version.js';
import { whatIf } from './routes/what-if.js';
import { changes, records, zone, zoneFile, zones } from './routes/zones.js';

export const API_ROUTES: readonly Route<ControlledServer>[] = [
  version,
  server,
  status,
  problems,
  pools,
  pool,
  members,
  zones,
  zone,
  records,
  zoneFile,
  changes,
  upstreams,
  events,
  history,
  stream,
  rates,
  queries,
  explain,
  whatIf,
  showCache,
  plans,
  orders,
  plan,
  cancelPlan,
  reload,
  refresh,
  retransfer,
  sync,
  flushCache,
];

/** Has requests met. */
export function apiRouter(controlled: ControlledServer, log: Log): Router<ControlledServer> {
  return new Router(controlled, [...API_ROUTES, openApi(API_ROUTES)], { log, refuse: refuseInJson });
}
