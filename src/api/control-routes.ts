// The table of what the control socket of a server is asked for.
import type { Log } from '../observe/log.js';
import type { ErrorView } from '../view/error.js';
import type { ControlledServer } from './controlled-server.js';
import { ERROR_STATUS } from './error-status.js';
import { sendJson } from './output.js';
import { ACCESS, type Route } from './route.js';
import { Router } from './router.js';
import { admin } from './routes/admin.js';
import { flushCache, showCache } from './routes/cache.js';
import { events } from './routes/events.js';
import { explain } from './routes/explain.js';
import { cancelPlan, plan, plans } from './routes/plans.js';
import { reload } from './routes/reload.js';
import { server } from './routes/server.js';
import { status } from './routes/status.js';
import { whatIf } from './routes/what-if.js';

export const CONTROL_ROUTES: readonly Route<ControlledServer>[] = [
  server,
  status,
  events,
  admin,
  plan,
  plans,
  cancelPlan,
  reload,
  explain,
  whatIf,
  showCache,
  flushCache,
];

/** Has the requests to the control socket met; whoever can open it is an operator. */
export function controlRouter(server: ControlledServer, log: Log): Router<ControlledServer> {
  return new Router(server, CONTROL_ROUTES, {
    access: ACCESS.OPERATE,
    log,
    refuse(response, { code, message, hint }) {
      sendJson(response, { error: { code, message, hint } } satisfies ErrorView, ERROR_STATUS[code]);
    },
  });
}
