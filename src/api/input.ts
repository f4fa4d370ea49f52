// Reads what a request asks a route for, and holds it against the schema of the route.
import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { describeIssue, findingsOf } from '../source/schema-findings.js';
import { ERROR_CODE, RequestError } from '../view/request-error.js';
import type { Route } from './route.js';

/** The longest body, in octets. */
const MAX_BODY = 1 << 20;
/** Mistakes that one refusal names. */
const MAX_NAMED = 5;

/**
 * @param values the parameters of a GET
 * @throws RequestError when it is not what the route expects
 */
export async function readInput<Server>(
  { method, input }: Route<Server>,
  request: IncomingMessage,
  values: Readonly<Record<string, unknown>>,
): Promise<unknown> {
  const data: unknown = method === 'POST' ? parsed(await readBody(request)) : values;
  const read = input.safeParse(data, { error: describeIssue });
  if (read.success) return read.data;
  const findings = findingsOf(read.error.issues, { schema: input, data });
  const named = findings.slice(0, MAX_NAMED).map(({ path, message }) => {
    const at = path.map(String).join('.');
    return at === '' ? message : `${at}: ${message}`;
  });
  const more = findings.length > MAX_NAMED ? ` and ${findings.length - MAX_NAMED} more` : '';
  const hint = findings.find(each => each.hint !== undefined)?.hint;
  throw new RequestError(ERROR_CODE.INVALID_INPUT, named.join('; ') + more, hint);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let octets = 0;
  // The connection is still needed for the reply to a body that is too long.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    octets += chunk.length;
    if (octets > MAX_BODY) throw new RequestError(ERROR_CODE.INPUT_TOO_LONG, 'at most 1 MiB may be sent');
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks);
  if (!isUtf8(body)) throw new RequestError(ERROR_CODE.INVALID_INPUT, 'the body is not UTF-8');
  return body.toString();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new RequestError(ERROR_CODE.INVALID_INPUT, `this is no JSON: ${(error as Error).message}`);
  }
}
