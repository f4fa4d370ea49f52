// Asks the API of the server that the page is from.
import { API_ROOT } from '../../view/api-root.js';
import { forgetToken, token } from './session.js';

/** Why the server did not do what it was asked for. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    /** The HTTP status; 0 when nobody replied. */
    readonly status: number,
    message: string,
    readonly hint?: string,
  ) {
    super(message);
  }
}

/**
 * Asks, and waits for the head of the reply. A token that the server takes no more is forgotten, and what is read is asked for
 * without it: perhaps everybody may see that.
 * @param secret the token, when it is not the one that is kept
 * @throws Refusal
 */
export async function ask(path: string, options: RequestInit = {}, secret = token()): Promise<Response> {
  let response: Response;
  try {
    const headers = new Headers(options.headers);
    if (secret !== undefined) headers.set('authorization', `Bearer ${secret}`);
    response = await fetch(API_ROOT + path, { ...options, headers, cache: 'no-store' });
  } catch (error) {
    if ((error as Error).name === 'AbortError') throw error;
    throw new Refusal(0, 'the server cannot be reached');
  }
  if (response.ok) {
    // What stood in place of the page for those who may not look.
    document.getElementById('locked')?.remove();
    return response;
  }
  const refusal = await refusalOf(response, secret === undefined ? '' : 'token refused: ');
  if (refusal.status !== 401 || secret === undefined || secret !== token()) throw refusal;
  forgetToken(refusal.message);
  if (options.method !== undefined) throw refusal;
  return ask(path, options);
}

/** @param before said of a token that is not taken */
async function refusalOf(response: Response, before: string): Promise<Refusal> {
  const { status } = response;
  try {
    const { error } = (await response.json()) as { error: { message: string; hint?: string } };
    return new Refusal(status, (status === 401 ? before : '') + error.message, error.hint);
  } catch {
    return new Refusal(status, `the server replied with status ${status}`);
  }
}

/** Names and values; a name may stand more than once. */
export type Parameters = readonly (readonly [name: string, value: string])[];

/** What is read. @throws Refusal */
export async function get<View>(path: string, parameters: Parameters = []): Promise<View> {
  const query = new URLSearchParams(parameters.map(each => [...each])).toString();
  const response = await ask(query === '' ? path : `${path}?${query}`);
  return (await response.json()) as View;
}

/** What is ordered. @throws Refusal */
export async function post<View>(path: string, body: object): Promise<View> {
  const response = await ask(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return (await response.json()) as View;
}

/** Sees that a token is one that the server knows. @throws Refusal */
export async function checkToken(secret: string): Promise<void> {
  await ask('/server', {}, secret);
}

/** Why nothing came of it, for a person. @throws whatever is not a {@link Refusal} */
export function refusalText(error: unknown): string {
  if (!(error instanceof Refusal)) throw error;
  return [error.message, error.hint].filter(Boolean).join('; ');
}
