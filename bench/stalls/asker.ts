// A helper that asks a server steadily over several lanes, and notes how long answers took.
import { createSocket } from 'node:dgram';
import { HeldUp } from './held-up.js';
import { order, serveReports } from './helper.js';
import { Https } from './https-way.js';
import { Lane, type LaneReport } from './lane.js';
import { FreshStream, LongStream, overTcp, overTls, type Way, type WayOptions } from './stream-ways.js';

/** How a lane asks. */
export interface LaneOrder {
  readonly lane: string;
  readonly way: keyof typeof WAYS;
  /** That of the order when absent. */
  readonly port?: number;
  /** A `*` in it is another number each time. */
  readonly name: string;
  readonly everyMs: number;
  /** Addresses of which answers hold one or more, and no other; answers are not looked into when absent. */
  readonly expected?: readonly string[];
}

export interface AskerOrder {
  readonly port: number;
  /** Address that it asks from. */
  readonly from: string;
  readonly lanes: readonly LaneOrder[];
}

/** What was seen since the last report. */
export interface AskerReport {
  readonly lanes: Readonly<Record<string, LaneReport>>;
  /** The longest time for which this process itself was held up, in milliseconds. */
  readonly heldMs: number;
}

/** All questions leave by one socket. */
class Udp implements Way {
  readonly #socket = createSocket('udp4');
  readonly #options: WayOptions;

  constructor(options: WayOptions) {
    this.#options = options;
    this.#socket.on('error', () => undefined);
    this.#socket.on('message', message => options.answered(message));
    this.#socket.bind(0, options.from);
  }

  ask(query: Buffer): void {
    this.#socket.send(query, this.#options.port, '127.0.0.1', () => undefined);
  }
}

/** UDP; one connection, of TCP, TLS or HTTPS; a new connection for each question. */
const WAYS = {
  udp: (options: WayOptions) => new Udp(options),
  tcp: (options: WayOptions) => new LongStream(options, overTcp),
  fresh: (options: WayOptions) => new FreshStream(options, overTcp),
  tls: (options: WayOptions) => new LongStream(options, overTls),
  freshTls: (options: WayOptions) => new FreshStream(options, overTls),
  https: (options: WayOptions) => new Https(options, false),
  freshHttps: (options: WayOptions) => new Https(options, true),
};

const { port, from, lanes } = order<AskerOrder>();
const open = lanes.map(
  each => new Lane(each, answered => WAYS[each.way]({ port: each.port ?? port, from, answered })),
);

const heldUp = new HeldUp();
serveReports(
  (): AskerReport => ({
    lanes: Object.fromEntries(open.map(lane => [lane.name, lane.report()])),
    heldMs: heldUp.takeMs(),
  }),
);
