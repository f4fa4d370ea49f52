// Transfers in tests: asked for as a client does, and read as one reads them.
import type { Client } from '../../src/answer/client.js';
import { type DeferredExchange, defer, type MessageSource } from '../../src/answer/deferred-exchange.js';
import { PROTOCOL, type Protocol } from '../../src/answer/exchange.js';
import { Responder } from '../../src/answer/respond.js';
import { nameToText } from '../../src/dns/name.js';
import { rdataToText } from '../../src/dns/rdata/to-text.js';
import { typeToText } from '../../src/dns/types.js';
import { Catalog } from '../../src/image/catalog.js';
import type { CompiledZone } from '../../src/image/served-zone.js';
import { Journal } from '../../src/store/journal.js';
import { WorldVersions } from '../../src/store/world-versions.js';
import { decodeMessage, type Message, type ResourceRecord } from '../support/message.js';
import { buildQuery, type QueryOptions } from '../support/query.js';

const MAX = 65_535;

/** What is known of versions beside their images. */
export function known(journal = new Journal()) {
  return { journal, worlds: new WorldVersions() };
}

/** A query for what has changed since a serial: the SOA in its authority section (RFC 1995 §3). */
export function ixfrQuery(zone: string, serial: number, options: QueryOptions = {}): Uint8Array {
  const query = Buffer.from(buildQuery(`${zone} IXFR`, { edns: false, ...options }));
  query[9] = 1;
  const soa = Buffer.alloc(12 + 2 + 20);
  soa.set([0xc0, 12, 0, 6, 0, 1, 0, 0, 0, 0, 0, 22]);
  soa.writeUInt32BE(serial, 14);
  return Uint8Array.from(Buffer.concat([query, soa]));
}

/** What becomes of a query for a transfer that is allowed. */
export function deferredFor(
  image: CompiledZone,
  query: Uint8Array,
  protocol: Protocol = PROTOCOL.TCP,
): DeferredExchange {
  const catalog = new Catalog({ zones: [{ ...image, transfer: 1 }], forwards: [] });
  const responder = new Responder(catalog);
  responder.settings = { mayTransfer: () => true };
  const { exchange } = responder;
  Object.assign(exchange, {
    protocol,
    input: query,
    start: 0,
    end: query.length,
    output: new Uint8Array(MAX),
  });
  Object.assign(exchange.client, {
    address: '192.0.2.9',
    port: 1053,
    isIpv6: false,
  } satisfies Partial<Client>);
  responder.respond();
  return defer(responder);
}

/** Takes all messages, as a client reads them. */
export function takeAll(source: MessageSource): Message[] {
  const out = new Uint8Array(MAX * 2);
  const messages: Message[] = [];
  for (let at = 0; ; at = (at + 77) % MAX) {
    const length = source.next(out, at);
    if (length <= 0) return messages;
    messages.push(decodeMessage(out.slice(at, at + length)));
  }
}

export function lineOf({ name, ttl, type, rdata }: ResourceRecord): string {
  return `${nameToText(name)} ${ttl} ${typeToText(type)} ${rdataToText(type, rdata)}`;
}

/** The records of all messages, in their order, as text. */
export function linesOf(messages: readonly Message[]): string[] {
  return messages.flatMap(({ answer }) => answer.map(lineOf));
}
