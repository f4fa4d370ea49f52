// How a server forwards: the main thread's forwarder and its sockets, and what the answer threads have of it.
import { Forwarder } from '../forward/forwarder.js';
import type { EventLog } from '../operate/event-log.js';
import { ForwardSide } from '../serve/forward-side.js';
import { systemClock } from '../time/clock.js';
import { DgramUpstreamSockets } from '../transport/upstream-dgram.js';

export interface Forwarding {
  readonly forwarder: Forwarder;
  /** The main thread's own sockets to upstreams. */
  readonly own: DgramUpstreamSockets;
  readonly threads: ForwardSide;
}

/** @param events hear of upstreams that fail or are in order again, and of private addresses in their answers */
export function openForwarding(events: EventLog): Forwarding {
  const opened: DgramUpstreamSockets[] = [];
  const forwarder = new Forwarder({
    onTurn: (...turn) => events.turn(...turn),
    onRebind: (...rebound) => events.rebound(...rebound),
    clock: systemClock,
    openSockets: sink => {
      const sockets = new DgramUpstreamSockets(sink, 1);
      opened.push(sockets);
      return sockets;
    },
  });
  const [own] = opened;
  const threads = new ForwardSide(forwarder);
  forwarder.others = () => threads.counts();
  return { forwarder, own, threads };
}
