// The `$GENERATE range lhs [ttl] [class] type rhs` directive of BIND: one record per number.
import { type Name, NameError, nameFromBytes } from '../../dns/name.js';
import { rdataFromTokens } from '../../dns/rdata/from-tokens.js';
import { quote, RdataError, type RdataToken } from '../../dns/rdata/token.js';
import { Problems } from '../../source/problem.js';
import { recordAdvice } from '../record-advice.js';
import { Entry } from './entry.js';
import { addProblem, type Remark } from './entry-problem.js';
import { type Header, readHeader } from './header.js';
import { addRecord, settleTtl } from './record.js';
import { MAX_GENERATED, MAX_ZONE_OCTETS, type ReadState } from './state.js';
import { GenerateError, readTemplate, type Template } from './template.js';
import { Tokenizer } from './tokenizer.js';

/** How many records one directive may make. */
const MAX_RECORDS = 1_000_000;

const MAX_NUMBER = 0x7fffffff;

interface Range {
  readonly start: number;
  readonly stop: number;
  readonly step: number;
}

/** Reads `start-stop` or `start-stop/step`. @throws GenerateError */
function readRange(text: string): Range {
  const parts = /^(\d{1,10})-(\d{1,10})(?:\/(\d{1,10}))?$/.exec(text);
  const [start, stop, step] = parts?.slice(1).map(part => Number(part ?? 1)) ?? [];
  if (parts === null || start > stop || stop > MAX_NUMBER || step < 1)
    throw new GenerateError(`expected a range as 1-100 or 0-98/2, rising, up to ${MAX_NUMBER}`);
  const count = Math.floor((stop - start) / step) + 1;
  if (count > MAX_RECORDS) throw new GenerateError(`expected a range of at most ${MAX_RECORDS} records`);
  return { start, stop, step };
}

/**
 * The text of the right-hand side. A single quoted word is taken out of its quotes and cut into words after
 * the numbers are filled in, as BIND does.
 */
function rightHandSide(entry: Entry, first: number): string {
  if (entry.count === first + 1) return entry.text(first);
  const words: string[] = [];
  for (let at = first; at < entry.count; at++)
    words.push(entry.quoted[at] ? `"${entry.text(at)}"` : entry.text(at));
  return words.join(' ');
}

/** Cuts the RDATA text of one record into tokens. @throws GenerateError */
function cut(text: string): RdataToken[] {
  const problems = new Problems();
  const source = { file: '', bytes: Buffer.from(text, 'latin1') };
  const entry = new Entry(source);
  const tokenizer = new Tokenizer(source, problems);
  tokenizer.next(entry);
  const [problem] = problems.list;
  if (problem !== undefined) throw new GenerateError(problem.message);
  return entry.tokens(0);
}

/** The RDATA that tokens stand for. @throws GenerateError */
function readRdata(type: number, tokens: readonly RdataToken[], origin: Name): Uint8Array {
  try {
    return rdataFromTokens(type, tokens, origin);
  } catch (error) {
    if (!(error instanceof RdataError)) throw error;
    const words = tokens.map(({ bytes }) => Buffer.from(bytes).toString());
    throw new GenerateError(error.message, recordAdvice(type, words, error.index));
  }
}

/** Writes a template out, within the limits of the zone. @throws GenerateError */
function expand(state: ReadState, template: Template, number: number): string {
  const text = template(number);
  state.octets += text.length;
  if (state.octets <= MAX_ZONE_OCTETS && state.generated < MAX_GENERATED) return text;
  throw new GenerateError(`the zone is over ${MAX_ZONE_OCTETS} octets or ${MAX_GENERATED} generated records`);
}

/** A word of the directive. */
interface Word {
  readonly state: ReadState;
  readonly entry: Entry;
  readonly at: number;
}

/** Calls `action`; what it throws about the text becomes a problem at the word, with `suffix` behind it. */
function attempt<T>({ state, entry, at }: Word, suffix: string, action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    const known = error instanceof GenerateError || error instanceof NameError;
    if (!known) throw error;
    const hint = error instanceof GenerateError ? error.hint : undefined;
    addProblem(state.problems, entry, at, { severity: 'error', message: `${error.message}${suffix}`, hint });
    return undefined;
  }
}

const ONE_NAME: Remark = {
  severity: 'warning',
  message: 'the owner name has no $ in it, so that all the records are of one name',
  hint: 'write $ where the number belongs, as in `host$`',
};

/** What the records are made of. */
interface Making {
  readonly state: ReadState;
  readonly entry: Entry;
  readonly header: Header;
  readonly lhs: Template;
  readonly rhs: Template;
}

/** Makes the record of one number. @returns false after a problem */
function makeOne({ state, entry, header, lhs, rhs }: Making, number: number): boolean {
  const { type, typeAt } = header;
  const where = ` (where $ is ${number})`;
  const owner = attempt({ state, entry, at: 2 }, where, () =>
    nameFromBytes(Buffer.from(expand(state, lhs, number), 'latin1'), state.origin),
  );
  const rdata = attempt({ state, entry, at: typeAt + 1 }, where, () =>
    readRdata(type, cut(expand(state, rhs, number)), state.origin),
  );
  if (owner === undefined || rdata === undefined) return false;
  const ttl = settleTtl(state, entry, header, rdata);
  if (ttl === undefined) return false;
  addRecord(state, entry, owner, type, ttl, rdata);
  state.generated++;
  return true;
}

function makeAll(state: ReadState, entry: Entry, header: Header, range: Range): void {
  const at = header.typeAt + 1;
  const lhs = attempt({ state, entry, at: 2 }, '', () => readTemplate(entry.text(2)));
  const rhs = attempt({ state, entry, at }, '', () => readTemplate(rightHandSide(entry, at)));
  if (lhs === undefined || rhs === undefined) return;
  const isOne =
    entry.text(2) !== '@' && !entry.text(2).includes('$') && range.start + range.step <= range.stop;
  if (isOne) addProblem(state.problems, entry, 2, ONE_NAME);
  const making: Making = { state, entry, header, lhs, rhs };
  for (let number = range.start; number <= range.stop; number += range.step)
    if (!makeOne(making, number)) return;
}

/** Carries out a `$GENERATE`; it ends at the first record that cannot be made. */
export function generate(state: ReadState, entry: Entry): void {
  const found = entry.count > 1 ? quote(entry.bytes(1)) : 'the end of the line';
  const range = attempt({ state, entry, at: 1 }, `, found ${found}`, () =>
    readRange(entry.count > 1 ? entry.text(1) : ''),
  );
  if (range === undefined) return;
  if (entry.count < 3) {
    const message = 'expected an owner name with $ in it, found the end of the line';
    addProblem(state.problems, entry, 2, { severity: 'error', message });
    return;
  }
  const header = readHeader(state, entry, 3);
  if (header === undefined) return;
  if (entry.count > header.typeAt + 1) makeAll(state, entry, header, range);
  else
    addProblem(state.problems, entry, entry.count, {
      severity: 'error',
      message: 'expected RDATA, found the end of the line',
    });
}
