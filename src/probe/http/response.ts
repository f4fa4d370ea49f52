// What an HTTP response must be like: its status, one header, and a text in its body.
import type { IncomingMessage } from 'node:http';
import type { Attempt } from '../attempt.js';
import type { Finding } from '../result.js';
import { failureOf } from '../wire/failure.js';
import { Intake } from '../wire/intake.js';
import { MAX_READ, TextSearch } from '../wire/text-search.js';
import { type Match, tryPattern } from './pattern-thread.js';
import type { BodyPattern, HttpSpec } from './spec.js';

/** What is wrong with the head of a response; undefined when nothing is. */
function headFault(response: IncomingMessage, spec: HttpSpec): Finding | undefined {
  const status = response.statusCode ?? 0;
  if (!spec.status.some(([from, to]) => from <= status && status <= to)) return { code: 'L7STS' };
  if (spec.header === undefined) return undefined;
  const { name, value } = spec.header;
  const values = response.headersDistinct[name.toLowerCase()];
  if (values === undefined) return { code: 'L7RSP', text: `no header ${name}` };
  if (value === undefined || values.some(found => found.includes(value))) return undefined;
  return { code: 'L7RSP', text: `no "${value}" in the header ${name}` };
}

/** Reads the body until it holds the text, ends, or is too long. */
function searchBody(response: IncomingMessage, text: string, attempt: Attempt): void {
  const search = new TextSearch(text);
  response.on('data', (chunk: Buffer) => {
    attempt.countPieces(1);
    if (search.push(chunk)) attempt.end({ code: 'L7OK' });
    else if (search.isFull)
      attempt.end({ code: 'L7RSP', text: `no "${text}" in the first 64 KiB of the body` });
  });
  response.on('end', () => attempt.end({ code: 'L7RSP', text: `no "${text}" in the body` }));
  response.on('error', error => attempt.end(failureOf(error, attempt.phase)));
}

function matchFinding(pattern: string, match: Match): Finding {
  if (match === true) return { code: 'L7OK' };
  if (match === false) return { code: 'L7RSP', text: `the body does not match ${pattern}` };
  return { code: 'L7RSP', ...match };
}

/** Tries the pattern on the body, once it ends or is too long. */
function matchBody(response: IncomingMessage, { pattern }: BodyPattern, attempt: Attempt): void {
  const body = new Intake(MAX_READ);
  const judge = () => {
    if (attempt.isRead) return;
    attempt.phase = 'line';
    response.pause();
    const begun = () => {
      attempt.phase = 'pattern';
    };
    const done = (match: Match) => attempt.end(matchFinding(pattern, match));
    const cancel = tryPattern({ pattern, text: body.read.toString(), begun, done });
    void attempt.result.then(cancel);
  };
  response.on('data', (chunk: Buffer) => {
    attempt.countPieces(1);
    body.push(chunk);
    if (body.isFull) judge();
  });
  response.on('end', judge);
  response.on('error', error => {
    if (!attempt.isRead) attempt.end(failureOf(error, attempt.phase));
  });
}

/** Ends the try with a verdict on the response, at its head unless a text in the body is asked for. */
export function checkResponse(response: IncomingMessage, spec: HttpSpec, attempt: Attempt): void {
  attempt.phase = 'body';
  attempt.status = response.statusCode;
  const fault = headFault(response, spec);
  if (fault !== undefined) attempt.end(fault);
  else if (spec.body === undefined) attempt.end({ code: 'L7OK' });
  else if (typeof spec.body === 'string') searchBody(response, spec.body, attempt);
  else matchBody(response, spec.body, attempt);
}
