// One record of a master file: owner, TTL, class, type and RDATA, into the zone.
import { type Name, NameError, nameFromBytes, nameToLabel } from '../../dns/name.js';
import { rdataFromTokens } from '../../dns/rdata/from-tokens.js';
import { quote, RdataError } from '../../dns/rdata/token.js';
import { MAX_TTL } from '../../dns/rdata/ttl.js';
import { TYPE, typeToText } from '../../dns/types.js';
import type { Place } from '../../source/problem.js';
import { recordAdvice } from '../record-advice.js';
import { type Added, MAX_RRSET, type Zone } from '../zone.js';
import { cutText, VAIN_COMMENT, vainComment } from './cut-text.js';
import type { Entry } from './entry.js';
import { addProblem, problemAt, type Remark, spanOf } from './entry-problem.js';
import { type Header, readHeader } from './header.js';
import { plainName } from './plain-name.js';
import type { ReadState } from './state.js';
import { ownerAdvice } from './type-advice.js';

function sameOctets(bytes: Uint8Array, start: number, end: number, other: Uint8Array): boolean {
  if (end - start !== other.length) return false;
  for (let at = start; at < end; at++) if (bytes[at] !== other[at - start]) return false;
  return true;
}

/** Reads the word at `at` as a name. @returns undefined after a problem */
export function readName(state: ReadState, entry: Entry, at: number, what: string): Name | undefined {
  const found = at < entry.count ? quote(entry.bytes(at)) : 'the end of the line';
  let why = '';
  if (at < entry.count && !entry.quoted[at])
    try {
      return nameFromBytes(entry.bytes(at), state.origin);
    } catch (error) {
      if (!(error instanceof NameError)) throw error;
      why = `: ${error.message}`;
    }
  addProblem(state.problems, entry, at, {
    severity: 'error',
    message: `expected ${what}, found ${found}${why}`,
  });
  return undefined;
}

/** The owner of the entry, which becomes the owner of indented entries after it. */
function readOwner(state: ReadState, entry: Entry): Name | undefined {
  const { owner, origin } = state;
  if (entry.indented) {
    if (owner === undefined)
      addProblem(state.problems, entry, 0, {
        severity: 'error',
        message: 'expected an owner name: no record stands above to take it from',
      });
    return owner?.name;
  }
  const { start, end, source } = entry;
  const plain = !entry.quoted[0];
  const same = plain && owner?.origin === origin && sameOctets(source.bytes, start[0], end[0], owner.text);
  if (same) return owner.name;
  const fast = plain ? plainName(source.bytes, start[0], end[0], origin) : undefined;
  const name = fast ?? readName(state, entry, 0, 'an owner name');
  state.owner = { name, text: entry.bytes(0), origin };
  return name;
}

function textsOf(entry: Entry, first: number): string[] {
  const texts: string[] = [];
  for (let at = first; at < entry.count; at++) texts.push(Buffer.from(entry.bytes(at)).toString());
  return texts;
}

function readRdata(state: ReadState, entry: Entry, { type, typeAt }: Header): Uint8Array | undefined {
  const first = typeAt + 1;
  try {
    return rdataFromTokens(type, entry.tokens(first), state.origin);
  } catch (error) {
    if (!(error instanceof RdataError)) throw error;
    const at = first + error.index;
    addProblem(state.problems, entry, at, {
      severity: 'error',
      message: error.message,
      hint: ownerAdvice(entry) ?? recordAdvice(type, textsOf(entry, first), error.index),
    });
    return undefined;
  }
}

/**
 * The TTL that the record states, or the one that it inherits: that of `$TTL` (RFC 2308 §4), else that of the record before it
 * (RFC 1035 §5.1). Where the SOA is the first record and has none, its minimum stands for `$TTL`, as with BIND. Where no
 * TTL is given, the first such record is noted.
 */
export function settleTtl(
  state: ReadState,
  entry: Entry,
  header: Header,
  rdata: Uint8Array,
): number | undefined {
  const { ttl, type, typeAt } = header;
  if (ttl !== undefined) {
    state.lastTtl = ttl;
    return ttl;
  }
  if (state.defaultTtl !== undefined) return state.defaultTtl;
  if (type === TYPE.SOA && state.lastTtl === undefined) {
    const minimum = Buffer.from(rdata).readUInt32BE(rdata.length - 4);
    state.defaultTtl = Math.min(minimum, MAX_TTL);
    return state.defaultTtl;
  }
  if (state.lastTtl === undefined) {
    const message = `expected a TTL before ${typeToText(type)}: neither $TTL nor a record above gives one`;
    const hint = 'put a line such as $TTL 300 at the top';
    state.lacksTtl ??= problemAt(entry.source, spanOf(entry, typeAt), { severity: 'error', message, hint });
    return 0;
  }
  return state.lastTtl;
}

/** What is wrong or doubtful about a record that was not simply added. */
function remarkOn(
  added: Added,
  zone: Zone,
  { owner, type, ttl }: { readonly owner: Name; readonly type: number; readonly ttl: number },
): Remark | undefined {
  const what = `${nameToLabel(owner)} ${typeToText(type)}`;
  if (added === 'out-of-zone')
    return { severity: 'warning', message: `${what} is outside the zone ${zone.label} and is ignored` };
  if (added === 'duplicate')
    return { severity: 'warning', message: `the same ${what} record stands above already` };
  if (added === 'too-many')
    return { severity: 'error', message: `${what} has over ${MAX_RRSET} records, more than a message holds` };
  // The TTL of an RRSIG follows the RRset that it covers (RFC 4034 §3), so several differ rightly.
  if (added !== 'other-ttl' || type === TYPE.RRSIG) return undefined;
  const first = zone.rrset(owner, type)?.ttl;
  return {
    severity: 'warning',
    message: `the TTL ${ttl} differs from ${first} of the first ${what} record, which holds for all`,
    hint: 'give all records of an RRset one TTL (RFC 2181 §5.2)',
  };
}

/** Puts one record into the zone; a doubt about it is a warning at the start of the entry. */
export function addRecord(
  state: ReadState,
  entry: Entry,
  owner: Name,
  type: number,
  ttl: number,
  rdata: Uint8Array,
): void {
  const { zone, problems } = state;
  // Only white space can stand before the first word, so octets are characters here.
  const place: Place = {
    file: entry.source.file,
    line: entry.line[0],
    column: entry.start[0] - entry.lineStart[0] + 1,
  };
  const added = zone.add(owner, type, ttl, rdata, place);
  if (added === 'added') return;
  const remark = remarkOn(added, zone, { owner, type, ttl });
  if (remark !== undefined) addProblem(problems, entry, 0, remark);
}

/** Reads one entry that is a record; its mistakes become problems. */
export function readRecord(state: ReadState, entry: Entry): void {
  const owner = readOwner(state, entry);
  const header = readHeader(state, entry, entry.indented ? 0 : 1);
  if (header === undefined) return;
  const rdata = readRdata(state, entry, header);
  if (rdata === undefined) return;
  const ttl = settleTtl(state, entry, header, rdata);
  const doubt = cutText(header.type, entry);
  if (doubt !== undefined) addProblem(state.problems, entry, entry.count - 1, doubt);
  const sign = vainComment(header.type, entry, header.typeAt + 1);
  if (sign > 0) addProblem(state.problems, entry, sign, VAIN_COMMENT);
  if (ttl !== undefined && owner !== undefined) addRecord(state, entry, owner, header.type, ttl, rdata);
}
