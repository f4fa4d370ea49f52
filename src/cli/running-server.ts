// A running server as the command asks it: over HTTP through its control socket.
import { type IncomingMessage, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { API_ROOT } from '../view/api-root.js';
import type { ErrorView } from '../view/error.js';
import { type ErrorCode, RequestError } from '../view/request-error.js';

/** How long a server may take to begin with a reply. */
const LIMIT_MS = 5000;
/** The longest reply that is read whole. */
const MAX_REPLY = 64 << 20;

/** No server, or not just one, can be meant, or it cannot be reached; the message is for people. */
export class ControlError extends Error {
  override readonly name = 'ControlError';

  constructor(
    message: string,
    /** The system's, such as ECONNREFUSED. */
    readonly code?: string,
  ) {
    super(message);
  }
}

/** How often a server is tried that many others ask, and after which pause. */
const TRIES = 20;
const TRY_MS = 50;

/** No place in the queue of the socket: nothing was sent. */
const BUSY = 'EAGAIN';
/** The connection was cut before the reply, for others needed the place. */
const CUT = ['ECONNRESET', 'EPIPE'];

/** Parameters of a GET; each item of a list is one. */
export type Parameters = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

function queryOf(parameters: Parameters): string {
  const pairs = Object.entries(parameters).flatMap(([name, value = []]) =>
    [value].flat().map((each): [string, string] => [name, String(each)]),
  );
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs)}`;
}

/** Paths are those below the root of the API. */
export class RunningServer {
  constructor(readonly socketPath: string) {}

  /**
   * @param limitMs how long the server may take to begin with a reply
   * @throws RequestError when the server refuses; ControlError when it cannot be reached
   */
  get<View>(path: string, parameters: Parameters = {}, limitMs = LIMIT_MS): Promise<View> {
    return reachable(async () => {
      const response = await this.#exchange(path + queryOf(parameters), undefined, limitMs);
      return JSON.parse(await whole(response)) as View;
    });
  }

  /**
   * @param limitMs how long the server may take to begin with a reply
   * @throws RequestError when the server refuses; ControlError when it cannot be reached
   */
  post<View>(path: string, input: object, limitMs = LIMIT_MS): Promise<View> {
    return reachable(async () => {
      const response = await this.#exchange(path, JSON.stringify(input), limitMs);
      return JSON.parse(await whole(response)) as View;
    });
  }

  /** The lines of a reply as they come. @throws as {@link get} */
  async *lines(path: string): AsyncGenerator<string> {
    const response = await reachable(() => this.#exchange(path));
    response.setEncoding('utf8');
    let rest = '';
    for await (const chunk of response) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  }

  /** @param body makes it a POST, which is sent once */
  async #exchange(path: string, body?: string, limitMs = LIMIT_MS): Promise<IncomingMessage> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.#tryExchange(path, body, limitMs);
      } catch (error) {
        const { code = '' } = error as NodeJS.ErrnoException;
        const isWorthIt = code === BUSY || (body === undefined && CUT.includes(code));
        if (!isWorthIt || tries === TRIES) throw error;
        await pause(TRY_MS);
      }
    }
  }

  async #tryExchange(path: string, body: string | undefined, limitMs: number): Promise<IncomingMessage> {
    const { socketPath } = this;
    const method = body === undefined ? 'GET' : 'POST';
    const headers = {
      host: 'control',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    };
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const sent = request({ socketPath, path: API_ROOT + path, method, headers }, reply => {
        sent.setTimeout(0);
        resolve(reply);
      });
      sent.setTimeout(limitMs, () => sent.destroy(new Error(`no reply within ${limitMs / 1000} s`)));
      sent.on('error', reject);
      sent.end(body);
    });
    if (response.statusCode === 200) return response;
    throw refusalOf(response.statusCode, await whole(response));
  }
}

/** @throws ControlError in place of whatever went wrong on the way; RequestError as it is */
async function reachable<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof RequestError) throw error;
    const { message, code } = error as NodeJS.ErrnoException;
    throw new ControlError(message, code);
  }
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

/** Why a server did not do what it was asked for. What is no Rondo says it in other words. */
function refusalOf(status: number | undefined, text: string): Error {
  try {
    const { error } = JSON.parse(text) as ErrorView;
    return new RequestError(error.code as ErrorCode, error.message, error.hint);
  } catch {
    return new Error(`the server replied ${status}: ${text.trim().slice(0, 200)}`);
  }
}
