// What a configuration has the forwarder go by.
import type { Config } from '../config/config.js';
import type { Forwarder } from '../forward/forwarder.js';
import { FORWARD_POLICY } from '../forward/upstream-order.js';

/** Has the forwarder go by a configuration. */
export function followForwarding(forwarder: Forwarder, { upstreams }: Config): void {
  const { policy = FORWARD_POLICY.ORDER, edits } = upstreams;
  forwarder.policy = policy;
  forwarder.edits = edits;
}
