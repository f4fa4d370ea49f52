// What one answer says of a name that this server asks for itself: records of one type, or the name that it is an alias of.
import { addressToText } from '../dns/address.js';
import { RCODE, RECORD_FIXED, rcodeToText } from '../dns/constants.js';
import { COUNT_AT, countOf, headerRcode, isTruncated } from '../dns/header.js';
import { MAX_NAME, type Name, nameKey } from '../dns/name.js';
import { TYPE } from '../dns/types.js';
import { expandName, MalformedError, OctetSink, type RecordPlace, recordsOf } from './expand.js';

const TTL_AT = 4;
/** Of a negative answer nothing is kept for longer. */
const MOST_SECONDS = 0x7fff_ffff;
/** Octets before the target of an SRV record (RFC 2782). */
const SRV_FIXED = 6;

/** A record that was asked for. */
export type LookupRecord =
  | { readonly address: string }
  | {
      readonly priority: number;
      readonly weight: number;
      readonly port: number;
      /** In wire form, without compression. */
      readonly target: Name;
    };

/** What is known of a name and a type. */
export interface LookupAnswer {
  readonly records: readonly LookupRecord[];
  /** How long it holds. */
  readonly ttlSeconds: number;
  /** The name to go on with, when the alias alone was answered. */
  readonly alias?: Name;
  /** Why nothing is known. */
  readonly failure?: string;
  /** The name does not exist. */
  readonly isNameError?: boolean;
  /** It comes from what this server itself holds, and not from an upstream. */
  readonly isOwn?: boolean;
  /** The owner of a pool whose members a source finds, when it is the name. */
  readonly pool?: string;
  /** What is known of the name is not to be used, and what was known before neither. */
  readonly isRefused?: boolean;
}

/** An answer that says nothing but why. */
export function lookupFailure(failure: string): LookupAnswer {
  return { records: [], ttlSeconds: MOST_SECONDS, failure };
}

/** What stands for an answer that nobody waits for any more. */
export const UNWANTED = lookupFailure('nobody waits for it any more');

/** Reads the RDATA of a record without compression; undefined when it is none of its type. */
export function lookupRecord(type: number, rdata: Uint8Array): LookupRecord | undefined {
  if (type === TYPE.A || type === TYPE.AAAA)
    return rdata.length === (type === TYPE.A ? 4 : 16) ? { address: addressToText(rdata) } : undefined;
  if (type !== TYPE.SRV || rdata.length <= SRV_FIXED) return undefined;
  const word = (at: number) => (rdata[at] << 8) | rdata[at + 1];
  return { priority: word(0), weight: word(2), port: word(4), target: rdata.slice(SRV_FIXED) };
}

function nameAt(message: Uint8Array, at: number): Name {
  const sink = new OctetSink(MAX_NAME);
  expandName(message, at, sink);
  return new Uint8Array(sink.octets);
}

/** The RDATA of a record, its names without compression. */
function rdataOf(message: Uint8Array, { fixed, type, end }: RecordPlace): Uint8Array {
  const from = fixed + RECORD_FIXED;
  if (type !== TYPE.SRV) return message.subarray(from, end);
  if (end <= from + SRV_FIXED) return new Uint8Array(0);
  return Uint8Array.from([...message.subarray(from, from + SRV_FIXED), ...nameAt(message, from + SRV_FIXED)]);
}

/** The records of an answer section by owner, those that are aliases apart. */
class AnswerSection {
  ttlSeconds = MOST_SECONDS;
  readonly #message: Uint8Array;
  readonly #type: number;
  readonly #places: readonly (RecordPlace & { readonly owner: string })[];

  /** @throws MalformedError */
  constructor(message: Uint8Array, questionEnd: number, type: number) {
    this.#message = message;
    this.#type = type;
    const places = [...recordsOf(message, questionEnd, countOf(message, COUNT_AT.ANSWER))];
    this.#places = places.map(place => ({ ...place, owner: nameKey(nameAt(message, place.at)) }));
  }

  /** Those of a name. Their TTLs count from now on. */
  #take(name: Name, type: number): readonly RecordPlace[] {
    const key = nameKey(name);
    const found = this.#places.filter(place => place.type === type && place.owner === key);
    const { buffer, byteOffset, length } = this.#message;
    const view = new DataView(buffer, byteOffset, length);
    for (const { fixed } of found) {
      // A TTL with its first bit set counts as 0 (RFC 2181 §8).
      const seconds = view.getInt32(fixed + TTL_AT);
      this.ttlSeconds = Math.min(this.ttlSeconds, Math.max(0, seconds));
    }
    return found;
  }

  /** Where the aliases lead to that begin with this name; as many as there are records at most. */
  end(first: Name): Name {
    let name = first;
    for (let links = 0; links < this.#places.length; links++) {
      const [alias] = this.#take(name, TYPE.CNAME);
      if (alias === undefined) break;
      name = nameAt(this.#message, alias.fixed + RECORD_FIXED);
    }
    return name;
  }

  records(name: Name): LookupRecord[] {
    return this.#take(name, this.#type).flatMap(
      place => lookupRecord(this.#type, rdataOf(this.#message, place)) ?? [],
    );
  }
}

/**
 * Reads the answer to a question for a type.
 * @param name that was asked for
 * @param questionEnd the offset just past the question
 */
export function readLookupAnswer(
  message: Uint8Array,
  name: Name,
  questionEnd: number,
  type: number,
): LookupAnswer {
  const rcode = headerRcode(message);
  if (rcode !== RCODE.NOERROR && rcode !== RCODE.NXDOMAIN) return lookupFailure(rcodeToText(rcode));
  if (isTruncated(message)) return lookupFailure('the answer is cut off');
  try {
    const section = new AnswerSection(message, questionEnd, type);
    const end = section.end(name);
    const records = section.records(end);
    const { ttlSeconds } = section;
    if (records.length > 0) return { records, ttlSeconds };
    if (rcode === RCODE.NXDOMAIN) return { ...lookupFailure(rcodeToText(rcode)), isNameError: true };
    return nameKey(end) === nameKey(name) ? { records, ttlSeconds } : { records, ttlSeconds, alias: end };
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    return lookupFailure('the answer is malformed');
  }
}
