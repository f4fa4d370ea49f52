// The sockets to upstreams of a forwarder in a test: those of the main thread, as many as it wants.
import type { OpenSockets } from '../../src/forward/upstream-sockets.js';
import { DgramUpstreamSockets } from '../../src/transport/upstream-dgram.js';

const MANY = 10_000;

export const openDgramSockets: OpenSockets = sink => new DgramUpstreamSockets(sink, MANY);
