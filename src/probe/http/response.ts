// What an HTTP response must be like: its status, one header, and a text in its body.
import type { Attempt } from '../attempt.js';
import type { Finding } from '../result.js';
import { Intake } from '../wire/intake.js';
import type { TextPattern } from '../wire/pattern.js';
import { endByPattern } from '../wire/pattern-trial.js';
import { MAX_READ, TextSearch } from '../wire/text-search.js';
import type { Head } from './head.js';
import type { Sink } from './reader.js';
import type { HttpSpec } from './spec.js';

/** What is wrong with the head of a response; undefined when nothing is. */
function headFault({ status, fields }: Head, spec: HttpSpec): Finding | undefined {
  if (!spec.status.some(([from, to]) => from <= status && status <= to)) return { code: 'L7STS' };
  if (spec.header === undefined) return undefined;
  const { name, value } = spec.header;
  const values = fields.get(name.toLowerCase());
  if (values === undefined) return { code: 'L7RSP', text: `no header ${name}` };
  if (value === undefined || values.some(found => found.includes(value))) return undefined;
  return { code: 'L7RSP', text: `no "${value}" in the header ${name}` };
}

/** What makes a body unreadable, though it was asked for as it is; empty when nothing does. */
function codingText({ fields }: Head): string {
  const coding = fields.get('content-encoding')?.join(', ') ?? '';
  return coding === '' || coding.toLowerCase() === 'identity' ? '' : `, which is coded: ${coding}`;
}

/** Reads a body until its verdict is known. */
interface BodyCheck {
  data(part: Buffer): void;
  /** The body has ended. */
  end(): void;
}

/** Until the body holds the text, ends, or is too long. */
function textCheck(text: string, coding: string, attempt: Attempt): BodyCheck {
  const search = new TextSearch(text);
  return {
    data: part => {
      if (search.push(part)) attempt.end({ code: 'L7OK' });
      else if (search.isFull)
        attempt.end({ code: 'L7RSP', text: `no "${text}" in the first 64 KiB of the body${coding}` });
    },
    end: () => attempt.end({ code: 'L7RSP', text: `no "${text}" in the body${coding}` }),
  };
}

/** Until the body ends or is too long; then the pattern is tried on it. */
function patternCheck(wanted: TextPattern, attempt: Attempt): BodyCheck {
  const body = new Intake(MAX_READ);
  const bad: Finding = { code: 'L7RSP', text: `the body does not match ${wanted.pattern}` };
  const judge = () => endByPattern(attempt, wanted, body.read.toString(), { good: { code: 'L7OK' }, bad });
  return {
    data: part => {
      body.push(part);
      if (body.isFull) judge();
    },
    end: judge,
  };
}

/** Ends the try with a verdict on the response, at its head unless a text in the body is asked for. */
export class Judge implements Sink {
  readonly #spec: HttpSpec;
  readonly #attempt: Attempt;
  #body: BodyCheck | undefined;

  constructor(spec: HttpSpec, attempt: Attempt) {
    this.#spec = spec;
    this.#attempt = attempt;
  }

  get hasHeard(): boolean {
    return this.#attempt.isOver || this.#attempt.isRead;
  }

  head(head: Head): void {
    const { body } = this.#spec;
    const attempt = this.#attempt;
    attempt.phase = 'body';
    attempt.status = head.status;
    const fault = headFault(head, this.#spec);
    if (fault !== undefined) attempt.end(fault);
    // What follows 101 is another protocol.
    else if (body === undefined || head.status === 101) attempt.end({ code: 'L7OK' });
    else if (typeof body === 'string') this.#body = textCheck(body, codingText(head), attempt);
    else this.#body = patternCheck(body, attempt);
  }

  data(part: Buffer): void {
    if (this.hasHeard) return;
    this.#attempt.countPieces(1);
    this.#body?.data(part);
  }

  end(): void {
    if (!this.hasHeard) this.#body?.end();
  }
}
