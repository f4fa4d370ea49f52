// The apex of a master file that nobody named: its SOA says it, or else the name of the file.
import { type Name, NameError, nameFromText, sameName } from '../../dns/name.js';
import { nameOfFile } from './zone-file-name.js';

/** How far into the file the SOA is looked for, in octets. */
const HEAD_OCTETS = 65_536;

/** An apex that nobody named. */
export interface MasterOrigin {
  readonly origin: Name;
  /** Whether it was taken from the name of the file, as the text does not say it. */
  readonly isGuessed: boolean;
}

function readName(text: string, origin: Name | undefined): Name | undefined {
  if (origin === undefined && !text.endsWith('.')) return undefined;
  try {
    return nameFromText(text, origin);
  } catch (error) {
    if (error instanceof NameError) return undefined;
    throw error;
  }
}

/** An `$ORIGIN` before the SOA without a final dot: the SOA lies below the apex, where none may be. */
export interface OriginSlip {
  /** As it was written. */
  readonly text: string;
  /** Counted from 1. */
  readonly line: number;
  readonly sourceLine: string;
}

/** A word of the file that is relative to a name. */
interface WrittenOwner extends OriginSlip {
  /** What it is relative to; undefined when nothing tells. */
  readonly origin: Name | undefined;
  /** Whether that comes from a directive above it. */
  readonly hasDirective: boolean;
}

interface SoaOwner {
  readonly owner: Name | undefined;
  /** Why it is not the apex. */
  readonly slip?: OriginSlip;
  /** As it stands in the file; absent when it has none. */
  readonly written?: WrittenOwner;
}

/** One line after another: the SOA stands in one of the first. */
function* linesOf(text: string): Generator<string> {
  let start = 0;
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
    yield text.slice(start, end);
    start = end + 1;
  }
  yield text.slice(start);
}

/** The owner of the first SOA, as far as it can be told. @param named what names are relative to at first, if that is known */
function fromSoa(head: string, named: Name | undefined): SoaOwner {
  let origin = named;
  let owner: string | undefined;
  let written: WrittenOwner | undefined;
  let slip: OriginSlip | undefined;
  let line = 0;
  for (const sourceLine of linesOf(head)) {
    line++;
    const words = sourceLine.replace(/;.*/, '').trim().split(/\s+/);
    const [first, text = ''] = words;
    if (first === '') continue;
    if (first.toUpperCase() === '$ORIGIN') {
      if (text.endsWith('.')) slip = undefined;
      else if (origin === named) slip = { text, line, sourceLine };
      origin = readName(text, origin) ?? origin;
    }
    if (first.startsWith('$')) continue;
    if (!/^\s/.test(sourceLine)) {
      owner = first;
      written = { text: first, line, sourceLine, origin, hasDirective: origin !== named };
    }
    if (!words.slice(0, 4).some(word => word.toUpperCase() === 'SOA')) continue;
    if (owner?.endsWith('.')) return { owner: readName(owner, undefined) };
    const full = owner === undefined ? origin : readName(owner, origin);
    return { owner: full, ...(slip && { slip }), ...(written && { written }) };
  }
  return { owner: undefined };
}

function headOf({ buffer, byteOffset, length }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, Math.min(length, HEAD_OCTETS)).toString();
}

/** Finds the `$ORIGIN` by which the SOA cannot be at the apex, whatever the zone is called. */
export function originSlip(bytes: Uint8Array): OriginSlip | undefined {
  const { slip } = fromSoa(headOf(bytes), undefined);
  return slip === undefined || slip.text === '' || slip.text === '@' ? undefined : slip;
}

/** Words that stand behind an owner: the class, a TTL and the type itself. */
const CLASS = /^(?:IN|CH|HS)$/i;
const NO_OWNER = /^(?:IN|CH|HS|SOA|\d+[smhdw]|\d{4,})$/i;

/** An SOA whose owner is surely not what was meant. */
export interface OwnerSlip extends OriginSlip {
  /** Whether the word is no owner at all; else its final dot is missing. */
  readonly isMissing: boolean;
  /** Whether it would be the name of the zone with that dot. */
  readonly isApex: boolean;
}

/** Whether the first word of a record should stand behind its owner. With two classes, the first is a domain such as `in`. */
function lacksOwner(text: string, sourceLine: string): boolean {
  if (!NO_OWNER.test(text)) return false;
  const words = sourceLine.trim().split(/\s+/).slice(1, 4);
  return !(CLASS.test(text) && words.some(word => CLASS.test(word)));
}

/** Finds an SOA without an owner, or whose owner lacks its final dot. @param given the apex, where it was told */
export function ownerSlip(file: string, bytes: Uint8Array, given?: Name): OwnerSlip | undefined {
  const { written } = fromSoa(headOf(bytes), given ?? nameOfFile(file));
  if (written === undefined || /[\\@"]/.test(written.text)) return undefined;
  const { text, line, sourceLine, origin, hasDirective } = written;
  if (lacksOwner(text, sourceLine)) return { text, line, sourceLine, isMissing: true, isApex: false };
  const full = readName(`${text}.`, undefined);
  const isApex = full !== undefined && origin !== undefined && sameName(full, origin);
  if (!isApex && (hasDirective || !text.includes('.'))) return undefined;
  return { text, line, sourceLine, isMissing: false, isApex };
}

/** The apex of a master file; undefined when neither its SOA nor its name tells. */
export function masterOrigin(file: string, bytes: Uint8Array): MasterOrigin | undefined {
  const head = headOf(bytes);
  const said = fromSoa(head, undefined);
  const meant = said.slip === undefined ? undefined : readName(`${said.slip.text}.`, undefined);
  const sure = said.owner ?? meant;
  if (sure !== undefined) return { origin: sure, isGuessed: false };
  const named = nameOfFile(file);
  const origin = fromSoa(head, named).owner ?? named;
  return origin === undefined ? undefined : { origin, isGuessed: true };
}
