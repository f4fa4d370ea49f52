// How the command reaches a running server: through its control socket.
import { readdirSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import type { Command } from 'commander';
import { controlFolder, pidOfSocket } from '../api/control-folder.js';
import type { Refusal } from '../view/admin-order.js';
import type { StatusView } from '../view/control-view.js';
import { RequestError } from '../view/request-error.js';
import { EXIT } from './exit-code.js';

/** How long a server may take to begin with a reply. */
const LIMIT_MS = 5000;
/** The longest reply that is read whole. */
const MAX_REPLY = 64 << 20;
/** The most sockets that are tried. */
const MAX_SOCKETS = 64;

/** Which server is meant. */
export interface ControlFlags {
  /** A folder of control sockets, or one of them. */
  readonly control?: string;
  /** An address that it answers on. */
  readonly server?: string;
}

/** No server, or not just one, can be meant; the message is for people. */
export class ControlError extends Error {
  override readonly name = 'ControlError';
}

/** Adds the flags that say which server is meant. */
export function addControlFlags(command: Command): Command {
  return command
    .option('-s, --server <ADDRESS>', 'the server that answers on address:port, where several run')
    .option(
      '--control <PATH>',
      'control socket, or the folder of it (default: as `rondo serve` of this user)',
    );
}

/**
 * Says why a verb could not reach a server, or asks for what cannot be, and sets the exit status.
 * @throws what is neither {@link ControlError} nor RequestError
 */
export function reportControlError(verb: string, error: unknown): void {
  const isRefused = error instanceof RequestError;
  if (!isRefused && !(error instanceof ControlError)) throw error;
  const hint = isRefused && error.hint !== undefined ? `; ${error.hint}` : '';
  process.stderr.write(`rondo ${verb}: ${error.message}${hint}\n`);
  process.exitCode = isRefused ? EXIT.USAGE : EXIT.UNAVAILABLE;
}

/** @param body makes it a POST */
function exchange(socketPath: string, path: string, body?: string): Promise<IncomingMessage> {
  const method = body === undefined ? 'GET' : 'POST';
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath, path, method, headers: { host: 'control' } }, response => {
      sent.setTimeout(0);
      resolve(response);
    });
    sent.setTimeout(LIMIT_MS, () => sent.destroy(new Error(`no reply within ${LIMIT_MS / 1000} s`)));
    sent.on('error', reject);
    sent.end(body);
  });
}

async function get(socketPath: string, path: string): Promise<IncomingMessage> {
  const response = await exchange(socketPath, path);
  if (response.statusCode === 200) return response;
  response.resume();
  throw new Error(`the server replied ${response.statusCode}`);
}

async function whole(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let octets = 0;
  for await (const chunk of response) {
    octets += chunk.length;
    if (octets > MAX_REPLY) throw new Error('the reply is over 64 MiB');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** What a server says of itself. @throws Error */
export async function readStatus(socketPath: string): Promise<StatusView> {
  return JSON.parse(await whole(await get(socketPath, '/status'))) as StatusView;
}

async function post<Outcome extends object>(
  socketPath: string,
  path: string,
  order: object,
): Promise<Outcome | Refusal> {
  const response = await exchange(socketPath, path, JSON.stringify(order));
  const text = await whole(response);
  if (response.statusCode === 200 || response.statusCode === 404)
    return JSON.parse(text) as Outcome | Refusal;
  throw new Error(`the server replied ${response.statusCode}: ${text.trim()}`);
}

/**
 * Has a server carry out an order, and gives its outcome.
 * @throws RequestError when the server refuses it; ControlError when it cannot be reached
 */
export async function sendOrder<Outcome extends object>(
  socketPath: string,
  path: '/admin' | '/explain' | '/whatif',
  order: object,
): Promise<Outcome> {
  const outcome = await post<Outcome>(socketPath, path, order).catch(error => {
    throw new ControlError((error as Error).message);
  });
  if (!('error' in outcome)) return outcome as Outcome;
  const { error, hint } = outcome as Refusal;
  throw new RequestError(error, hint);
}

/** The lines of a reply as they come. @throws Error */
export async function* readLines(socketPath: string, path: string): AsyncGenerator<string> {
  const response = await get(socketPath, path);
  response.setEncoding('utf8');
  let rest = '';
  for await (const chunk of response) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}

/** A running server. */
export interface Found {
  readonly socketPath: string;
  readonly status: StatusView;
}

/** Finds the server that is meant. @throws ControlError when there is none, or several */
export async function findServer({ control, server }: ControlFlags): Promise<Found> {
  const where = control ?? controlFolder();
  const found: Found[] = [];
  let failure = 'none runs there';
  for (const socketPath of socketsIn(where)) {
    try {
      found.push({ socketPath, status: await readStatus(socketPath) });
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      // A server that was killed leaves its socket.
      if (code !== 'ECONNREFUSED' && code !== 'ENOENT') failure = message;
    }
  }
  const meant = found.filter(({ status }) => server === undefined || status.listen.includes(server));
  if (meant.length === 1) return meant[0];
  if (found.length === 0)
    throw new ControlError(
      `no server was reached through ${where}: ${failure}\n  - is \`rondo serve\` running, as this user? Another folder is named with --control`,
    );
  const list = found.map(({ status }) => `  - process ${status.pid}: ${status.listen.join(', ')}`).join('\n');
  const why =
    meant.length === 0 ? `no server answers on ${server}` : 'several servers run: say which with --server';
  throw new ControlError(`${why}\n${list}`);
}

/** The sockets in a folder; a path that is no folder is a socket itself. */
function socketsIn(where: string): string[] {
  try {
    const names = readdirSync(where).filter(name => pidOfSocket(name) !== undefined);
    return names.slice(0, MAX_SOCKETS).map(name => join(where, name));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOTDIR' ? [where] : [];
  }
}
