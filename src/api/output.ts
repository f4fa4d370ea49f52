// Sends replies: a text, a JSON value, or lines for as long as there are some.
import type { ServerResponse } from 'node:http';
import { systemClock } from '../time/clock.js';
import { TimeLimit } from '../time/time-limit.js';
import { Turns } from '../time/turns.js';
import { versioned } from '../view/form-version.js';
import type { TextPage, TextParts } from './route.js';

const PLAIN = 'text/plain; charset=utf-8';
const HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
/** A reply of which so much time goes by without the next part being read is cut off: what it consists of takes room. */
const READ_MS = 30_000;

/** Sends a whole reply. */
export function sendText(
  response: ServerResponse,
  { text, status = 200, contentType = PLAIN, headers }: TextPage,
): void {
  response.writeHead(status, {
    'content-type': contentType,
    'content-length': Buffer.byteLength(text),
    ...HEADERS,
    ...headers,
  });
  response.end(response.req.method === 'HEAD' ? undefined : text);
}

/** Sends a whole reply. @param view becomes its body, with the version of its form */
export function sendJson(response: ServerResponse, view: object, status = 200): void {
  sendText(response, { text: JSON.stringify(versioned(view)), status, contentType: 'application/json' });
}

/**
 * Sends each view as a line, with the version of its form, as soon as there is room for it.
 * Resolves when there are no more, or nobody reads.
 */
export async function sendLines(
  response: ServerResponse,
  views: AsyncIterableIterator<object>,
): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/x-ndjson', ...HEADERS });
  response.on('close', () => void views.return?.());
  if (response.req.method === 'HEAD') {
    response.end();
    return;
  }
  response.flushHeaders();
  for (;;) {
    const { done, value } = await views.next();
    if (done === true || response.destroyed) break;
    if (!response.write(`${JSON.stringify(versioned(value))}\n`)) await drained(response);
  }
  response.end();
}

/** So many characters are sent together: a thousand small parts would be a thousand chunks. */
const CHUNK = 64 * 1024;

/** Parts put together, as many as make a chunk; between two others have their turn when that has taken long. */
async function* chunksOf(parts: AsyncIterable<string>): AsyncGenerator<string, void, void> {
  const turns = new Turns();
  let text = '';
  for await (const part of parts) {
    text += part;
    if (text.length < CHUNK) continue;
    yield text;
    text = '';
    if (turns.isOver) await turns.pass();
  }
  if (text !== '') yield text;
}

/**
 * Sends one part after another, as there is room for it. Resolves at the end, or when nobody reads.
 * @throws what the parts throw
 */
export async function sendParts(response: ServerResponse, page: TextParts): Promise<void> {
  const { contentType = PLAIN, parts } = page;
  const headers = { 'content-type': contentType, ...HEADERS, ...page.headers };
  if (response.req.method === 'HEAD') {
    response.writeHead(200, headers).end();
    return;
  }
  const cut = new TimeLimit(systemClock, READ_MS, () => response.destroy());
  try {
    for await (const chunk of chunksOf(parts)) {
      if (response.destroyed) return;
      if (!response.headersSent) response.writeHead(200, headers);
      if (!response.write(chunk)) await drained(response);
      cut.restart();
    }
    response.end();
  } finally {
    cut.end();
  }
}

/** Longer lists come one item after another, as those do that are made so. */
const LONG_LIST = 64;

type List = AsyncIterable<unknown> | readonly unknown[];

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

function isLong(value: unknown): value is List {
  return isObject(value) && (Array.isArray(value) ? value.length > LONG_LIST : Symbol.asyncIterator in value);
}

/** Whether it is made into text in one go. */
function isShort(value: unknown): boolean {
  return !isLong(value) && !(isObject(value) && Object.values(value).some(each => !isShort(each)));
}

/** The JSON text of a value. */
async function* jsonParts(value: unknown): AsyncGenerator<string, void, void> {
  if (isShort(value)) yield JSON.stringify(value);
  else if (isLong(value)) yield* listParts(value);
  else yield* objectParts(value as object);
}

async function* listParts(list: List): AsyncGenerator<string, void, void> {
  let before = '[';
  for await (const item of list) {
    if (isShort(item)) yield before + JSON.stringify(item);
    else {
      yield before;
      yield* jsonParts(item);
    }
    before = ',';
  }
  yield before === '[' ? '[]' : ']';
}

async function* objectParts(object: object): AsyncGenerator<string, void, void> {
  let before = '{';
  for (const [key, value] of Object.entries(object)) {
    if (value === undefined) continue;
    yield `${before}${JSON.stringify(key)}:`;
    yield* jsonParts(value);
    before = ',';
  }
  yield before === '{' ? '{}' : '}';
}

/** Sends an object as JSON, with the version of its form, see {@link sendParts}. */
export function sendObject(response: ServerResponse, object: object): Promise<void> {
  return sendParts(response, { contentType: 'application/json', parts: jsonParts(versioned(object)) });
}

/** Resolves when there is room for more, or nobody reads any more. */
export function drained(response: ServerResponse): Promise<void> {
  return new Promise(resolve => {
    const end = () => {
      response.off('drain', end);
      response.off('close', end);
      resolve();
    };
    response.on('drain', end);
    response.on('close', end);
    if (response.destroyed) end();
  });
}
