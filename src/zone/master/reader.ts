// Reads a master file (RFC 1035 §5) into a zone.
import type { Name } from '../../dns/name.js';
import { isUtf16 } from '../../source/encoding.js';
import type { Problems } from '../../source/problem.js';
import type { Records } from '../records.js';
import { Zone } from '../zone.js';
import { readDirective } from './directive.js';
import { Entry, type SourceText } from './entry.js';
import { PlainLines } from './plain-lines.js';
import { readRecord } from './record.js';
import { type Include, MAX_ZONE_OCTETS, ReadState } from './state.js';
import { Tokenizer } from './tokenizer.js';

export interface MasterFileOptions {
  /** The name that problems are shown under. */
  readonly file: string;
  /** The apex of the zone and the first `$ORIGIN`. */
  readonly origin: Name;
  /** Takes every mistake and doubt. */
  readonly problems: Problems;
  /** Finds included files; without it `$INCLUDE` is a mistake. */
  readonly include?: Include;
  /** Where the zone's records go; to columns of their own when absent. */
  readonly records?: Records;
}

const DOLLAR = 0x24;
const LINES_PER_CHECKPOINT = 1024;

function readSource(state: ReadState, source: SourceText): void {
  state.octets += source.bytes.length;
  if (state.octets > MAX_ZONE_OCTETS) {
    const place = { file: source.file, line: 1, column: 1 };
    state.problems.error(place, `the zone with its included files is over ${MAX_ZONE_OCTETS} octets`);
    return;
  }
  state.files.push(source.file);
  const tokenizer = new Tokenizer(source, state.problems);
  const entry = new Entry(source);
  const plain = new PlainLines(state, source);
  state.zone.records.expect(source.bytes.length);
  for (;;) {
    plain.read(tokenizer);
    if (state.hopeless) state.problems.isCut = true;
    if (state.hopeless || !tokenizer.next(entry)) break;
    if (tokenizer.line % LINES_PER_CHECKPOINT === 0) state.zone.records.checkpoint();
    if (entry.broken) continue;
    if (entry.indented || entry.quoted[0] || source.bytes[entry.start[0]] !== DOLLAR)
      readRecord(state, entry);
    else readDirective(state, entry, readSource);
  }
  state.files.pop();
}

/**
 * Reads the octets of a master file. Every mistake becomes a problem and reading goes on with the next
 * record; the zone then holds what could be read. Whether the zone is complete (SOA, NS, glue) is not looked at.
 */
export function readMasterFile(bytes: Uint8Array, options: MasterFileOptions): Zone {
  const zone = new Zone(options.origin, options.file, options.records);
  if (isUtf16(bytes)) {
    const place = { file: options.file, line: 1, column: 1 };
    options.problems.error(place, 'the file is UTF-16 text', { hint: 'save it as UTF-8' });
    return zone;
  }
  const state = new ReadState(zone, options.problems, options.include);
  readSource(state, { file: options.file, bytes });
  if (state.lacksTtl !== undefined && zone.soa !== undefined) options.problems.add(state.lacksTtl);
  return zone;
}
