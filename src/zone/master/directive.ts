// Lines that open with `$`: what they change for the lines after them, and which other reader they call.
import { nameToLabel } from '../../dns/name.js';
import { resolveEscapes } from '../../dns/rdata/escape.js';
import { quote } from '../../dns/rdata/token.js';
import { MAX_TTL, ttlFromBytes } from '../../dns/rdata/ttl.js';
import { nearest } from '../../source/suggest.js';
import type { Entry, SourceText } from './entry.js';
import { addProblem } from './entry-problem.js';
import { generate } from './generate.js';
import { readName } from './record.js';
import type { ReadState } from './state.js';

/** The deepest nesting of included files. */
const MAX_NESTING = 10;

const INCLUDED_FROM = 'a path is relative to the folder of the file that names it';

/** The most files that one zone includes, each counted as often as it is read. */
const MAX_INCLUDES = 1000;

/** Reads a whole source; handed in by the reader, since files include files. */
export type ReadSource = (state: ReadState, source: SourceText) => void;

type Directive = (state: ReadState, entry: Entry, readSource: ReadSource) => void;

/** Whether nothing stands from the word at `count` on; a problem otherwise. @param hint what to do about it */
function endsAt(state: ReadState, entry: Entry, count: number, hint?: string): boolean {
  if (entry.count <= count) return true;
  const found = quote(entry.bytes(count));
  addProblem(state.problems, entry, count, {
    severity: 'error',
    message: `expected the end of the line, found ${found}`,
    ...(hint !== undefined && { hint }),
  });
  return false;
}

/** `$ORIGIN name` (RFC 1035 §5.1). */
function setOrigin(state: ReadState, entry: Entry): void {
  const origin = readName(state, entry, 1, 'a domain name');
  if (origin === undefined || !endsAt(state, entry, 2)) return;
  const text = entry.text(1);
  // A name of several labels before the first record is most likely that of the zone.
  if (state.owner === undefined && /[^\\]\.[^.]*[^.]$/.test(text))
    addProblem(state.problems, entry, 1, {
      severity: 'warning',
      message: `the origin becomes ${nameToLabel(origin)}: without a final dot it lies below the one before`,
      hint: `did you mean \`$ORIGIN ${text}.\`?`,
    });
  state.origin = origin;
}

/** What to write in place of `1 hour`. */
function periodHint(entry: Entry): string | undefined {
  const [number, unit = ''] = [entry.text(1), entry.count > 2 ? entry.text(2) : ''];
  const [, letter] = /^([smhdw])(?:$|ecs?$|econds?$|ins?$|inutes?$|ours?$|ays?$|eeks?$)/i.exec(unit) ?? [];
  if (letter === undefined || !/^\d+$/.test(number)) return undefined;
  return `did you mean \`$TTL ${number}${letter.toLowerCase()}\`?`;
}

/** `$TTL period` (RFC 2308 §4). */
function setTtl(state: ReadState, entry: Entry): void {
  const ttl = entry.count > 1 && !entry.quoted[1] ? ttlFromBytes(entry.bytes(1)) : undefined;
  if (ttl === undefined || ttl > MAX_TTL) {
    const found = entry.count > 1 ? quote(entry.bytes(1)) : 'the end of the line';
    const expected = `a TTL from 0 to ${MAX_TTL} seconds, as 3600 or 1h`;
    addProblem(state.problems, entry, 1, {
      severity: 'error',
      message: `expected ${expected}, found ${found}`,
    });
  } else if (endsAt(state, entry, 2, periodHint(entry))) state.defaultTtl = ttl;
}

/** The file that an `$INCLUDE` names. @throws Error */
function openInclude(state: ReadState, entry: Entry): SourceText {
  if (state.include === undefined) throw new Error('files cannot be included here');
  if (state.files.length > MAX_NESTING) throw new Error(`files are nested over ${MAX_NESTING} deep`);
  if (++state.includes > MAX_INCLUDES) throw new Error(`the zone includes over ${MAX_INCLUDES} files`);
  const path = Buffer.from(resolveEscapes(entry.bytes(1))).toString();
  const source = state.include(path, entry.source.file);
  if (state.files.includes(source.file)) throw new Error(`${source.file} includes itself`);
  return source;
}

/** `$INCLUDE file [origin]`: origin and owner are as before afterwards (RFC 1035 §5.1). */
function includeFile(state: ReadState, entry: Entry, readSource: ReadSource): void {
  const { owner, origin, problems } = state;
  if (entry.count < 2) {
    addProblem(problems, entry, 1, {
      severity: 'error',
      message: 'expected a file name, found the end of the line',
    });
    return;
  }
  const inner = entry.count > 2 ? readName(state, entry, 2, 'a domain name') : origin;
  if (inner === undefined || !endsAt(state, entry, 3)) return;
  let source: SourceText;
  try {
    source = openInclude(state, entry);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    addProblem(problems, entry, 1, {
      severity: 'error',
      message: `expected a file that can be included: ${why}`,
      ...(/^there is no file/.test(why) && { hint: INCLUDED_FROM }),
    });
    return;
  }
  state.origin = inner;
  readSource(state, source);
  state.origin = origin;
  state.owner = owner;
}

/** `$DATE` says when BIND wrote a dump, so that it can tell which of the records are over when it reads them again. */
function passOverDate(state: ReadState, entry: Entry): void {
  addProblem(state.problems, entry, 0, {
    severity: 'warning',
    message: 'this line of a dump is passed over: TTLs count from now, not from its time',
    hint: 'take the line out when the file is a zone of your own',
  });
}

const directives = new Map<string, Directive>([
  ['$ORIGIN', setOrigin],
  ['$TTL', setTtl],
  ['$INCLUDE', includeFile],
  ['$GENERATE', generate],
]);

/** What other programs, or people, call a directive. */
const OTHER_WORDS: Readonly<Record<string, string>> = {
  $DOMAIN: '$ORIGIN',
  $ZONE: '$ORIGIN',
  $DEFAULT: '$TTL',
  $FILE: '$INCLUDE',
  $IMPORT: '$INCLUDE',
};

/** What to write in place of a directive that is none. */
function directiveHint(text: string): string {
  const upper = text.toUpperCase();
  const joined = [...directives.keys()].find(known => upper.startsWith(known));
  if (joined !== undefined) return `write a space behind ${joined}`;
  const known = OTHER_WORDS[upper] ?? nearest(text, directives.keys());
  return known === undefined
    ? 'take the line out, or write \\$ for an owner that starts with a dollar sign'
    : `did you mean ${known}?`;
}

/** Carries out one entry that opens with `$`; its mistakes become problems. */
export function readDirective(state: ReadState, entry: Entry, readSource: ReadSource): void {
  const text = entry.text(0);
  const directive = directives.get(text.toUpperCase());
  if (directive !== undefined) {
    directive(state, entry, readSource);
    return;
  }
  if (text.toUpperCase() === '$DATE') {
    passOverDate(state, entry);
    return;
  }
  const expected = `a directive (${[...directives.keys()].join(' ')})`;
  addProblem(state.problems, entry, 0, {
    severity: 'error',
    message: `expected ${expected}, found ${quote(entry.bytes(0))}`,
    hint: directiveHint(text),
  });
}
