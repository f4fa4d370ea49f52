// How a server forwards: the main thread's forwarder and its sockets, and what the answer threads have of it.
import { Forwarder, type ForwarderOptions } from '../forward/forwarder.js';
import { ForwardSide } from '../serve/forward-side.js';
import { systemClock } from '../time/clock.js';
import { DgramUpstreamSockets } from '../transport/upstream-dgram.js';

export interface Forwarding {
  readonly forwarder: Forwarder;
  /** The main thread's own sockets to upstreams. */
  readonly own: DgramUpstreamSockets;
  readonly threads: ForwardSide;
}

/** @param onTurn an upstream fails that was in order, or is in order again */
export function openForwarding(onTurn: ForwarderOptions['onTurn']): Forwarding {
  let own: DgramUpstreamSockets | undefined;
  const forwarder = new Forwarder({
    onTurn,
    clock: systemClock,
    openSockets: sink => {
      own = new DgramUpstreamSockets(sink, 1);
      return own;
    },
  });
  const threads = new ForwardSide(forwarder);
  forwarder.others = () => threads.counts();
  return { forwarder, own: own as unknown as DgramUpstreamSockets, threads };
}
