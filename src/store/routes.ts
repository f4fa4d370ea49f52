// The routes of a generation: where names outside the zones go, by the number that the catalog gives them.
import type { ForwardTo } from '../config/forward-to.js';
import type { LeftOutName } from '../config/left-out.js';
import { viewNumber } from '../config/view-keys.js';
import { lowerName, ROOT } from '../dns/name.js';
import type { Route } from '../forward/forwarder.js';
import { type ForwardRule, LEFT_OUT, LEFT_OUT_NAME, NO_ROUTE } from '../image/forward-rule.js';
import { healthRules } from './health-names.js';

/** Routes, and the names that lead to them. */
export interface Routing {
  readonly routes: readonly Route[];
  readonly rules: readonly ForwardRule[];
}

/**
 * Numbers the routes. A rule that points to the default route without one refuses.
 * @param leftOut names that are not forwarded whatever other rules say, since a zone here would hold them
 * @param views the names of all views, in their order
 */
export function routing(
  forwards: readonly ForwardTo[],
  leftOut: readonly LeftOutName[] = [],
  views: readonly string[] = [],
): Routing {
  const routes: Route[] = [];
  const fallback = forwards.find(({ domain, to }) => domain === undefined && Array.isArray(to));
  const defaultRoute = fallback === undefined ? NO_ROUTE : routes.push(fallback.to as Route) - 1;
  const rules: ForwardRule[] = forwards
    .filter(({ domain }) => domain !== undefined)
    .map(({ domain, to }) => {
      const route = to === 'off' ? NO_ROUTE : to === 'default' ? defaultRoute : routes.push(to) - 1;
      return { origin: lowerName(domain ?? ROOT), route };
    });
  if (defaultRoute !== NO_ROUTE) rules.push({ origin: ROOT, route: defaultRoute });
  for (const { origin, isExact, view } of leftOut) {
    const route = isExact ? LEFT_OUT_NAME : LEFT_OUT;
    rules.push(view === undefined ? { origin, route } : { origin, route, view: viewNumber(view, views) });
  }
  return { routes, rules };
}

/** The same, with the names of TXT records that show the state of pools (health-txt). */
export function withHealthNames(
  { routes, rules }: Routing,
  ...pools: Parameters<typeof healthRules>
): Routing {
  return { routes, rules: [...rules, ...healthRules(...pools)] };
}
