// The request of an HTTP/1.1 probe (RFC 9112 §3): its head and its body, as they go out.
import type { HttpSpec } from './spec.js';

/** What is asked for, and by which name. */
export interface Question {
  readonly path: string;
  /** The Host header, unless the headers of the probe say another. */
  readonly host: string;
  readonly spec: HttpSpec;
}

/** Fields that say where the request ends, and what becomes of the connection. */
const OURS = ['connection', 'content-length', 'transfer-encoding'];

/** A request with one of these has no body unless it says so (RFC 9110 §8.6). */
const BODILESS = ['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT'];

/** The method, when none is said. */
export function methodOf({ method, send }: HttpSpec): string {
  return method ?? (send === undefined ? 'GET' : 'POST');
}

/** The fields beside Host. One that is given replaces one of ours, but for those about the connection and the length. */
export function requestFields(spec: HttpSpec): [name: string, value: string][] {
  const { headers, send, body } = spec;
  const given = Object.entries(headers).filter(([name]) => !OURS.includes(name.toLowerCase()));
  const names = new Set(given.map(([name]) => name.toLowerCase()));
  const usual: [string, string][] = [
    ['User-Agent', 'rondo'],
    ['Accept', '*/*'],
  ];
  // A text is sought in the body as it comes.
  if (body !== undefined) usual.push(['Accept-Encoding', 'identity']);
  if (send !== undefined) usual.push(['Content-Type', 'text/plain; charset=utf-8']);
  const fields = [...usual.filter(([name]) => !names.has(name.toLowerCase())), ...given];
  if (send !== undefined || !BODILESS.includes(methodOf(spec)))
    fields.push(['Content-Length', String(Buffer.byteLength(send ?? ''))]);
  return fields;
}

/** The request of HTTP/1.1 with its body. */
export function requestText({ path, host, spec }: Question): string {
  const fields = requestFields(spec);
  if (!fields.some(([name]) => name.toLowerCase() === 'host')) fields.unshift(['Host', host]);
  fields.push(['Connection', 'close']);
  const lines = fields.map(([name, value]) => `${name}: ${value}\r\n`);
  return `${methodOf(spec)} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${spec.send ?? ''}`;
}
