// Answers to NOTIFY (RFC 1996): who may send it has the zone asked for, and everybody is told what became of it.
import type { DeferredExchange } from '../answer/deferred-exchange.js';
import { Responder } from '../answer/respond.js';
import type { AnswerSettings } from '../answer/settings.js';
import { CLASS, MAX_MESSAGE, RCODE } from '../dns/constants.js';
import { COUNT_AT, countOf, HEADER_LENGTH } from '../dns/header.js';
import { MAX_NAME, type Name } from '../dns/name.js';
import { TYPE } from '../dns/types.js';
import { expandName, MalformedError, OctetSink } from '../forward/expand.js';
import { Catalog } from '../image/catalog.js';
import { answersIn } from './incoming-records.js';
import { NOTIFIED, type Notified } from './notification.js';
import type { Secondaries } from './secondaries.js';
import { soaNumbers } from './soa-record.js';
import { TransferError } from './transfer-error.js';

const RCODES: Readonly<Record<Notified, number>> = {
  [NOTIFIED.TAKEN]: RCODE.NOERROR,
  [NOTIFIED.KNOWN]: RCODE.NOERROR,
  [NOTIFIED.REFUSED]: RCODE.REFUSED,
  [NOTIFIED.NO_ZONE]: RCODE.NOTAUTH,
};

/** What a NOTIFY says. */
interface Told {
  readonly origin: Name;
  readonly serial: number | undefined;
}

/** The serial of the SOA that it may have: a hint alone (RFC 1996 §3.7). @throws TransferError */
function serialIn(message: Uint8Array, from: number, origin: Name): number | undefined {
  for (const record of answersIn(message, from, origin))
    if (record.type === TYPE.SOA) return soaNumbers(record).serial;
  return undefined;
}

/** Reads it; undefined when it is malformed, or tells of anything but a zone of class IN (RFC 1996 §3.3). */
function read(message: Uint8Array): Told | undefined {
  if (countOf(message, COUNT_AT.QUESTION) !== 1) return undefined;
  try {
    const name = new OctetSink(MAX_NAME);
    const at = expandName(message, HEADER_LENGTH, name);
    const [qtype, qclass] = [message[at] * 256 + message[at + 1], message[at + 2] * 256 + message[at + 3]];
    if (qtype !== TYPE.SOA || qclass !== CLASS.IN) return undefined;
    const origin = new Uint8Array(name.octets);
    return { origin, serial: serialIn(message, at + 4, origin) };
  } catch (error) {
    if (error instanceof MalformedError || error instanceof TransferError) return undefined;
    throw error;
  }
}

export class NotifyAnswers {
  readonly #secondaries: () => Secondaries | undefined;
  readonly #responder = new Responder(new Catalog({ zones: [], forwards: [] }));
  readonly #out = new Uint8Array(MAX_MESSAGE);

  /** @param secondaries undefined while there are none */
  constructor(secondaries: () => Secondaries | undefined) {
    this.#secondaries = secondaries;
  }

  answer({ query, protocol, client }: DeferredExchange, settings: AnswerSettings): Uint8Array {
    const responder = this.#responder;
    const told = read(query);
    const became = told === undefined ? undefined : this.#take(told, client.address);
    const rcode = became === undefined ? RCODE.FORMERR : RCODES[became];
    // What is said has its place in the signature of the answer, if it is signed.
    responder.settings = { ...settings, notifyRcode: () => rcode };
    Object.assign(responder.exchange.client, client);
    Object.assign(responder.exchange, {
      protocol,
      input: query,
      start: 0,
      end: query.length,
      output: this.#out,
    });
    responder.respond();
    return this.#out.slice(0, responder.exchange.length);
  }

  #take(told: Told, address: string): Notified {
    return this.#secondaries()?.notify({ ...told, address }) ?? NOTIFIED.NO_ZONE;
  }
}
