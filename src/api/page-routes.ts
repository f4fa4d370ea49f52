// The table of the pages that a browser shows, and of the files that they are made of.

import type { Log } from '../observe/log.js';
import { PAGES } from '../page/document.js';
import { lockedPage } from '../page/locked-page.js';
import { ERROR_CODE } from '../view/request-error.js';
import { ASSET_PATHS } from './assets.js';
import type { ControlledServer } from './controlled-server.js';
import { ERROR_STATUS } from './error-status.js';
import { sendText } from './output.js';
import { HTML, PAGE_HEADERS } from './page-headers.js';
import { type Refuse, refuseInText, sentencesOf } from './refusal.js';
import type { Route } from './route.js';
import { Router } from './router.js';
import { assetRoutes } from './routes/assets.js';
import { eventsPageRoute } from './routes/events-page.js';
import { explainPageRoute } from './routes/explain-page.js';
import { poolsPageRoute } from './routes/pools-page.js';
import { queriesPageRoute } from './routes/queries-page.js';

export const PAGE_ROUTES: readonly Route<ControlledServer>[] = [
  poolsPageRoute,
  explainPageRoute,
  eventsPageRoute,
  queriesPageRoute,
  ...assetRoutes,
];

/** Whoever may not look gets the frame of the page, in which a token can be typed. */
const refuse: Refuse = (response, error) => {
  const path = PAGES.find(each => each.path === response.req.url?.split('?')[0])?.path;
  if (error.code !== ERROR_CODE.UNAUTHORIZED || path === undefined) return refuseInText(response, error);
  const text = lockedPage(path, sentencesOf(error), ASSET_PATHS);
  sendText(response, { text, status: ERROR_STATUS[error.code], contentType: HTML, headers: PAGE_HEADERS });
};

/** Has requests met. */
export function pageRouter(controlled: ControlledServer, log: Log): Router<ControlledServer> {
  return new Router(controlled, PAGE_ROUTES, { log, refuse });
}
