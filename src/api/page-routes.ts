// The table of the pages that a browser shows, and of the files that they are made of.
import type { Log } from '../observe/log.js';
import type { ControlledServer } from './controlled-server.js';
import { refuseInText } from './refusal.js';
import type { Route } from './route.js';
import { Router } from './router.js';
import { assetRoutes } from './routes/assets.js';
import { poolsPageRoute } from './routes/pools-page.js';

export const PAGE_ROUTES: readonly Route<ControlledServer>[] = [poolsPageRoute, ...assetRoutes];

/** Has requests met. */
export function pageRouter(controlled: ControlledServer, log: Log): Router<ControlledServer> {
  return new Router(controlled, PAGE_ROUTES, { log, refuse: refuseInText });
}
