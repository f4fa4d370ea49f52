// What a configuration has the forwarder and its cache go by.
import type { Config } from '../config/config.js';
import { USUAL_SETTINGS } from '../forward/cache/settings.js';
import type { Forwarder } from '../forward/forwarder.js';
import { FORWARD_POLICY } from '../forward/upstream-order.js';

/** Has the forwarder, with the cache that it has, go by a configuration. */
export function followForwarding(forwarder: Forwarder, { upstreams }: Config): void {
  const { policy = FORWARD_POLICY.ORDER, edits, kept } = upstreams;
  forwarder.policy = policy;
  forwarder.edits = edits;
  if (forwarder.cache !== undefined) forwarder.cache.settings = { ...USUAL_SETTINGS, ...kept };
}
