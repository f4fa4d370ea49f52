// A GET over HTTP to a source, also over a socket of this machine: one answer in JSON, within its bounds.
import { type IncomingMessage, request } from 'node:http';
import { request as requestTls } from 'node:https';
import { setImmediate } from 'node:timers/promises';
import { Limiter } from '../../time/limiter.js';
import { VERSION } from '../../view/version.js';
import { MAX_LIST_OCTETS } from '../bounds.js';
import { ValueCount } from '../list-json.js';
import type { Spend } from '../polling.js';
import { bodies } from './body-room.js';

/** The most responses before the final one (RFC 9110 §15.2). */
const MAX_INTERIM = 8;

/** Where to and how. */
export interface Question {
  /** Without credentials; of a socket only path and query count. */
  readonly url: URL;
  readonly socketPath?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** What this thread works on an octet that it reads, in milliseconds, whatever it says. */
const OCTET_MS = 4 / 2 ** 20;

/** Why a server's answer is no use, with the reason of the system in words. */
function reasonOf(error: Error): string {
  // With several addresses each has its own error, and all together have no words.
  const first = error instanceof AggregateError ? (error.errors[0] as Error) : error;
  const { code, message } = first as NodeJS.ErrnoException;
  if (code === 'ECONNREFUSED') return 'connection refused';
  if (code === 'ENOENT') return 'there is no such socket';
  if (code === 'EACCES') return 'this server may not use the socket';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'its name cannot be looked up';
  if (code === 'ECONNRESET') return 'it ended the connection';
  return message;
}

/** Answers are parsed one after the other, and the loop has a turn before each. */
const parsing = new Limiter(1);

/** Sends it. Resolves with the head of the answer, whose body is still to be read. */
export function ask({ url, socketPath, headers, signal }: Question): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? requestTls : request;
    const asked = send(url, {
      ...(socketPath === undefined ? {} : { socketPath }),
      headers: { accept: 'application/json', 'user-agent': `Rondo/${VERSION}`, ...headers },
      agent: false,
      signal,
    });
    asked.on('error', error => reject(new Error(reasonOf(error))));
    let interim = 0;
    asked.on('information', () => {
      if (++interim > MAX_INTERIM) asked.destroy(new Error('it sends one interim response after another'));
    });
    asked.on('response', resolve);
    asked.end();
  });
}

async function textOf(answer: IncomingMessage, spend: Spend): Promise<string> {
  const parts: Buffer[] = [];
  const values = new ValueCount();
  let octets = 0;
  const held = bodies.begin(reason => answer.destroy(new Error(reason)));
  try {
    for await (const part of answer as AsyncIterable<Buffer>) {
      octets += part.length;
      if (octets > MAX_LIST_OCTETS) throw new Error(`the answer is over ${MAX_LIST_OCTETS / 2 ** 20} MiB`);
      values.add(part);
      parts.push(part);
      held.take(part.length);
    }
    return Buffer.concat(parts).toString();
  } finally {
    spend(octets * OCTET_MS);
    held.end();
  }
}

async function parsed(text: string, spend: Spend): Promise<unknown> {
  await setImmediate();
  const beganMs = performance.now();
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('its answer is no JSON');
  } finally {
    spend(performance.now() - beganMs);
  }
}

/**
 * Sends it and reads what comes. Redirects are not followed.
 * @param spend takes what reading and parsing has cost
 * @throws Error in words for a person
 */
export async function getJson(
  question: Question,
  spend: Spend,
): Promise<{ readonly value: unknown; readonly headers: IncomingMessage['headers'] }> {
  const answer = await ask(question);
  const { statusCode = 0, headers } = answer;
  try {
    if (statusCode !== 200) {
      const isRedirect = statusCode >= 300 && statusCode < 400;
      throw new Error(`it answers ${statusCode}${isRedirect ? ', and redirects are not followed' : ''}`);
    }
    const text = await textOf(answer, spend);
    return { value: await parsing.run(() => parsed(text, spend)), headers };
  } finally {
    answer.destroy();
  }
}
