// One option with its value, and how its parts are read and reported.
import { ipv4FromText, ipv6FromText } from '../../dns/address.js';
import { type Name, NameError, nameFromText, ROOT } from '../../dns/name.js';
import { addressAdvice, portOfRecordAdvice } from '../../source/address-advice.js';
import type { Place, Problems, Severity } from '../../source/problem.js';
import type { Phrase } from './phrase.js';
import type { Rules } from './rules.js';

/** Where a line stands. */
export interface LinePlace {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

/** What is wrong with one part of a line. */
export class StatementError extends Error {
  override readonly name = 'StatementError';

  constructor(
    readonly phrase: Phrase,
    message: string,
    readonly hint?: string,
  ) {
    super(message);
  }
}

/** Where statements go, and where their mistakes go. */
export interface Readings {
  readonly rules: Rules;
  readonly problems: Problems;
}

export class Statement {
  readonly rules: Rules;
  readonly problems: Problems;

  constructor(
    readonly option: Phrase,
    readonly value: Phrase,
    readonly source: LinePlace,
    { rules, problems }: Readings,
  ) {
    this.rules = rules;
    this.problems = problems;
  }

  get place(): Place {
    return this.placeOf(this.value.isEmpty ? this.option : this.value);
  }

  placeOf(phrase: Phrase): Place {
    return { file: this.source.file, line: this.source.line, column: phrase.column };
  }

  report(severity: Severity, phrase: Phrase, message: string, hint?: string): void {
    this.problems.add({
      severity,
      place: this.placeOf(phrase),
      message,
      sourceLine: this.source.text,
      width: phrase.width,
      ...(hint === undefined ? {} : { hint }),
    });
  }
}

function found(phrase: Phrase): string {
  return phrase.isEmpty ? 'nothing' : `"${phrase.plain.slice(0, 60)}"`;
}

/** An IPv4 or IPv6 address as octets; undefined when it is none. */
export function addressOf(phrase: Phrase): Uint8Array | undefined {
  return ipv4FromText(phrase.plain) ?? ipv6FromText(phrase.plain);
}

/** Of addresses in one place, between commas or blanks. */
export function severalAdvice(phrase: Phrase): string | undefined {
  const parts = phrase.plain.trim().split(/\s*,\s*|\s+/);
  const isSeveral = parts.length > 1 && parts.every(part => ipv4FromText(part) ?? ipv6FromText(part));
  return isSeveral ? 'write a line of its own for each address' : undefined;
}

/** What to write in place of the address of a record, or of several. */
export function recordAdvice(phrase: Phrase): string | undefined {
  const plain = phrase.plain;
  return severalAdvice(phrase) ?? portOfRecordAdvice(plain, '`srv-host=`') ?? addressAdvice(plain);
}

/** @throws StatementError when it is no address */
export function readAddress(
  phrase: Phrase,
  expected = 'an IPv4 or IPv6 address',
  advice = severalAdvice(phrase) ?? addressAdvice(phrase.plain),
): Uint8Array {
  const address = addressOf(phrase);
  if (address !== undefined) return address;
  throw new StatementError(phrase, `expected ${expected}, found ${found(phrase)}`, advice);
}

/** Whether a name has a space outside of quotes that no name of a service has, as `My printer._ipp._tcp.example.org` has. */
function isSplit({ text }: Phrase): boolean {
  return /\s/.test(text) && !/^[^.]+\._/.test(text);
}

/** A name, always absolute; dnsmasq knows no escapes. @throws StatementError when it is none */
export function readName(phrase: Phrase): Name {
  const text = phrase.plain;
  const fail = (why?: string): never => {
    const reason = why === undefined ? '' : `: ${why}`;
    throw new StatementError(phrase, `expected a domain name, found ${found(phrase)}${reason}`);
  };
  if (text === '' || /[\\@\0]/.test(text)) fail();
  if (isSplit(phrase)) fail('it has a space in it, where perhaps a comma was meant');
  try {
    return nameFromText(text, ROOT);
  } catch (error) {
    if (error instanceof NameError) return fail(error.message);
    throw error;
  }
}

/** A whole number from `from` to `to`. @throws StatementError */
export function readNumber(phrase: Phrase, from: number, to: number): number {
  const number = /^\d{1,10}$/.test(phrase.text) ? Number(phrase.text) : Number.NaN;
  if (number >= from && number <= to) return number;
  throw new StatementError(phrase, `expected a whole number from ${from} to ${to}, found ${found(phrase)}`);
}

/** As {@link readNumber}; the fallback when the field is absent, and 0 when it is empty, as dnsmasq has it. */
export function readOptionalNumber(
  phrase: Phrase | undefined,
  from: number,
  to: number,
  fallback: number,
): number {
  if (phrase === undefined) return fallback;
  return phrase.isEmpty ? 0 : readNumber(phrase, from, to);
}
