// Upstreams without sockets, for tests of patience: what each answers after how long, by a clock that a test moves.
import { ForwardEngine } from '../../src/forward/engine.js';
import { REPLY } from '../../src/forward/reply.js';
import type { Route, Upstream } from '../../src/forward/upstream.js';
import { UpstreamHealths } from '../../src/forward/upstream-health.js';
import { FORWARD_POLICY, type ForwardPolicy } from '../../src/forward/upstream-order.js';
import {
  SHORTAGE,
  type UpstreamSink,
  type UpstreamSockets,
  type UpstreamStreams,
} from '../../src/forward/upstream-sockets.js';
import { UpstreamTable } from '../../src/forward/upstream-table.js';
import { FakeClock } from '../support/fake-clock.js';
import { answerTo, makeQuery, readAnswer } from './stub-upstream.js';

/** What an upstream does with one message. */
export type Behaviour = (query: Buffer, number: number) => Reaction;
export type Reaction =
  | undefined
  | { readonly afterMs: number; readonly message: Buffer }
  | { readonly afterMs: number; readonly error: string; readonly isLocal?: boolean };

/** Answers after so long with an address. */
export const answering =
  (afterMs: number, options: Parameters<typeof answerTo>[1] = {}): Behaviour =>
  query => ({ afterMs, message: answerTo(query, options) });
export const silent: Behaviour = () => undefined;
/** Loses this share of datagrams in each direction, by a sequence that is the same each time. */
export function losing(share: number, behaviour: Behaviour, seed = 1): Behaviour {
  let state = seed;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 8) / 2 ** 24;
  };
  return (query, number) => (random() < share || random() < share ? undefined : behaviour(query, number));
}

export interface World {
  readonly clock: FakeClock;
  readonly engine: ForwardEngine;
  readonly table: UpstreamTable;
  readonly route: Route;
  /** How each upstream behaves, by position; may be changed. */
  readonly behaviours: Behaviour[];
  /** When each message left, by upstream. */
  readonly sent: number[][];
  readonly turns: (readonly [string, string | undefined])[];
  /** Streams that were asked for, by position. */
  readonly streams: number[];
  /** Has no socket for anybody while this is set. */
  isShort: boolean;
  /** Looks a name up. @returns what came, and after how long; the clock is moved for at most `forMs` */
  lookUp(name: string, options?: LookUp): Promise<Answered>;
  /** Sends a query and returns at once. */
  ask(name: string, options?: LookUp): { answer?: ReturnType<typeof readAnswer>; afterMs?: number };
}

interface LookUp {
  readonly id?: number;
  readonly edns?: boolean;
  readonly stale?: Uint8Array;
}

type Answered = ReturnType<typeof readAnswer> & { readonly afterMs: number };

/** An engine before upstreams of 192.0.2.1 on, none of which has a socket. */
export function world(
  behaviours: Behaviour[],
  { policy = FORWARD_POLICY.ORDER }: { policy?: ForwardPolicy } = {},
): World {
  const clock = new FakeClock();
  const route = behaviours.map((_, index) => ({ address: `192.0.2.${index + 1}`, port: 53 }));
  const sent: number[][] = behaviours.map(() => []);
  const table = new UpstreamTable();
  const streams: number[] = [];
  const parts = { clock, route, behaviours, sent };
  const it: { isShort: boolean } = { isShort: false };
  const engine = new ForwardEngine({
    ...{ clock, table, policy, totalMs: 5000, maxInFlight: 1000, maxWaiters: 100 },
    openSockets: sink => fakeSockets(sink, parts, () => it.isShort),
    streams: fakeStreams(parts, streams),
  });
  const turns: (readonly [string, string | undefined])[] = [];
  const healths = new UpstreamHealths(table);
  table.onTurn = () => healths.look((upstream, reason) => turns.push([upstream, reason]));
  const ask: World['ask'] = (name, { id = 0x1234, edns, stale } = {}) => {
    const { query, questionEnd } = makeQuery(name, { id, edns });
    const result: ReturnType<World['ask']> = {};
    const beganMs = clock.now();
    const settle = (answer: Uint8Array) => {
      result.answer = readAnswer(new Uint8Array(answer));
      result.afterMs = clock.now() - beganMs;
    };
    engine.ask({ query, questionEnd, route, transport: 'udp' }, { id, maxSize: 1232, settle }, stale);
    return result;
  };
  const lookUp: World['lookUp'] = async (name, options) => {
    const result = ask(name, options);
    for (let ms = 0; result.answer === undefined && ms <= 6000; ms += 4) await clock.advance(4);
    if (result.answer === undefined) throw new Error(`${name}: no answer`);
    return { ...result.answer, afterMs: result.afterMs ?? 0 };
  };
  return Object.assign(it, { clock, engine, table, route, behaviours, sent, turns, streams, lookUp, ask });
}

interface FakeParts {
  readonly clock: FakeClock;
  readonly route: readonly Upstream[];
  readonly behaviours: readonly Behaviour[];
  readonly sent: number[][];
}

/** Answers over a stream after 10 ms. @param asked gets the position of each upstream that is asked */
function fakeStreams({ clock, route }: FakeParts, asked: number[]): UpstreamStreams {
  return {
    isStreamOnly: () => false,
    ask: (upstream, query, _, stream) => {
      asked.push(route.indexOf(upstream));
      clock.after(10, () =>
        stream.answered(answerTo(Buffer.from(query), { address: '192.0.2.99' }), REPLY.WHOLE),
      );
      return () => {};
    },
  };
}

/** Two messages in a row share a socket, as those of a pool may. */
function fakeSockets(sink: UpstreamSink, parts: FakeParts, isShort: () => boolean): UpstreamSockets {
  const { clock, route, behaviours, sent } = parts;
  let count = 0;
  return {
    acquire: upstream => (isShort() ? SHORTAGE : route.indexOf(upstream) * 100 + ((count++ >> 1) % 100)),
    send: (socket, message) => {
      const position = Math.floor(socket / 100);
      sent[position].push(clock.now());
      const reaction = behaviours[position](Buffer.from(message), sent[position].length);
      if (reaction === undefined) return;
      clock.after(reaction.afterMs, () => {
        if ('message' in reaction) sink.received(socket, reaction.message);
        else sink.failed(socket, reaction.error, reaction.isLocal === true);
      });
    },
    release: () => {},
    close: () => {},
  };
}
