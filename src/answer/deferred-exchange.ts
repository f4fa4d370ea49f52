// A deferred exchange: what is kept of one whose answer comes later, from an upstream or from somebody else in this server.
import { headerRcode } from '../dns/header.js';
import type { Chain } from './chain.js';
import { isCompleted } from './control-message.js';
import type { Control, Exchange, Protocol, Source } from './exchange.js';
import type { Responder } from './respond.js';
import type { SignedBy } from './signature.js';

/** Who asked. */
export interface DeferredClient {
  /** IPv4 or IPv6 address as text. */
  readonly address: string;
  readonly port: number;
  readonly isIpv6: boolean;
  readonly idleMs: number;
  /** See {@link Client.listener}. */
  readonly listener: string;
}

export interface DeferredExchange {
  readonly protocol: Protocol;
  readonly client: DeferredClient;
  /** A copy of the message. */
  readonly query: Uint8Array;
  /** The offset just past its question. */
  readonly questionEnd: number;
  readonly zone: Exchange['zone'];
  readonly control: Control;
  readonly source: Source;
  /** Of a query that goes upstream, the number of the route. */
  readonly route: number;
  /** The largest answer in octets that the client takes. */
  readonly maxSize: number;
  /** EDNS options that the answer is to carry, in wire form. */
  readonly options: Uint8Array;
  /** What the zones hold of the answer, when an alias leads out of them. */
  readonly chain: Chain | undefined;
  /** Of a transfer or an update, the answer before anything comes into it: header, question and OPT; else empty. */
  readonly begun: Uint8Array;
  /** The same of what was asked for with a signature: what the messages of the answer are signed by. */
  readonly signedBy?: SignedBy | undefined;
}

/** Messages of one answer that are taken one after another, as fast as the client reads them. */
export interface MessageSource {
  /**
   * Writes the next message to `out[at]` and on, where there is room for the largest one.
   * @returns its length in octets; 0 when there is no more, {@link BROKEN_OFF} when the rest cannot be had
   */
  next(out: Uint8Array, at: number): number;
  /** Nobody takes the rest. */
  end(): void;
}

/** In place of the length of a message: the client is to know that the answer is not whole, as when the connection closes. */
export const BROKEN_OFF = -1;

/** Gets answers that take time. */
export interface DeferredAnswers {
  /** Hands the answer over, perhaps in several messages. Resolves when that was the last. Never rejects. */
  answer(deferred: DeferredExchange, send: (message: Uint8Array) => void): Promise<void>;
  /** Of a transfer over a stream: its messages. Without it, all is answered at once. */
  open?(deferred: DeferredExchange): MessageSource;
  /** Nobody waits for this one any more. */
  cancel?(deferred: DeferredExchange): void;
}

const NOTHING = new Uint8Array(0);

/** Keeps what the exchange of a responder holds, which is FORWARD or CONTROL. */
export function defer(responder: Responder): DeferredExchange {
  const { exchange, opt } = responder;
  const { protocol, client, question, zone, control, source, route, output, base, length } = exchange;
  const { address, port, isIpv6, idleMs, listener } = client;
  return {
    protocol,
    client: { address, port, isIpv6, idleMs, listener },
    query: queryOf(exchange),
    questionEnd: question.questionEnd,
    zone,
    control,
    source,
    route,
    maxSize: exchange.limit,
    options: opt.own(question),
    chain: responder.chain(),
    begun: isCompleted(control) ? Uint8Array.from(output.subarray(base, base + length)) : NOTHING,
    signedBy: isCompleted(control) ? responder.signedBy : undefined,
  };
}

/** A copy of the message of an exchange. */
export function queryOf({ input, start, end }: Exchange): Uint8Array {
  const query = new Uint8Array(end - start);
  // They are few: views and iterators would cost more.
  for (let at = start; at < end; at++) query[at - start] = input[at];
  return query;
}

/** What it takes to account for an exchange whose answer comes later. */
export type Resumable = Pick<
  DeferredExchange,
  'query' | 'protocol' | 'client' | 'zone' | 'control' | 'source'
>;

/** Puts back into an exchange what was kept, with what the answer says, so that it can be accounted for. */
export function resume(deferred: Resumable, exchange: Exchange, answer: Uint8Array): void {
  const { query, protocol, client, zone, control, source } = deferred;
  exchange.question.parse(query, 0, query.length);
  exchange.begin();
  exchange.protocol = protocol;
  Object.assign(exchange.client, client);
  exchange.zone = zone;
  exchange.control = control;
  exchange.source = source;
  exchange.output = answer;
  exchange.base = 0;
  exchange.length = answer.length;
  exchange.rcode = headerRcode(answer);
}
