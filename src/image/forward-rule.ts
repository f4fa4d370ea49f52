// A forward rule: names that are answered otherwise than from zones, and where they lead to.
import type { Name } from '../dns/name.js';

/** Names at and below `origin` are passed on to the upstreams of a route. */
export interface ForwardRule {
  /** Lower-cased wire form; the root for everything else. The name of a pattern stands for the names that it covers. */
  readonly origin: Name;
  /**
   * Number of the route, {@link NO_ROUTE} to keep the names from being forwarded, {@link OWN_ROUTE},
   * {@link LEFT_OUT} or {@link LEFT_OUT_NAME}.
   */
  readonly route: number;
  /** Of a zone that cannot be served: for whose clients that is so, as in {@link ZoneViews}. Absent when it is for all. */
  readonly view?: number;
}

/** A forward rule that refuses. */
export const NO_ROUTE = -1;
/** A forward rule for names that this server itself answers for, by other means than from zones. */
export const OWN_ROUTE = -2;
/** In place of a zone that cannot be served: its names are answered with SERVFAIL, and never forwarded. */
export const LEFT_OUT = -3;
/** The same for the name alone, and not for those below it. */
export const LEFT_OUT_NAME = -4;
/** In place of a zone that other clients alone see. */
export const UNSEEN = -5;
