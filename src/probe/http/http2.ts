// The request of an HTTP probe over HTTP/2 (RFC 9113 §8), and its response.
import type { ClientHttp2Session, IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http2';
import type { Socket } from 'node:net';
import type { Attempt } from '../attempt.js';
import { cutShort } from '../wire/failure.js';
import { brokenFinding, speakHttp2 } from '../wire/http2.js';
import type { Head } from './head.js';
import { MAX_INTERIM } from './reader.js';
import { methodOf, type Question, requestFields } from './request.js';
import { Judge } from './response.js';

function headOf(headers: IncomingHttpHeaders & { ':status'?: number }): Head {
  const fields = new Map<string, readonly string[]>();
  for (const [name, value] of Object.entries(headers))
    if (!name.startsWith(':') && value !== undefined) fields.set(name, [value].flat());
  return { status: headers[':status'] ?? 0, fields };
}

function requestHeaders({ path, host, spec }: Question): OutgoingHttpHeaders {
  const fields = requestFields(spec).map(([name, value]) => [name.toLowerCase(), value]);
  const { host: authority = host, ...others } = Object.fromEntries(fields);
  return {
    ':method': methodOf(spec),
    ':scheme': spec.kind,
    ':authority': authority,
    ':path': path,
    ...others,
  };
}

function ask(session: ClientHttp2Session, question: Question, attempt: Attempt): void {
  const { spec } = question;
  const judge = new Judge(spec, attempt);
  const stream = session.request(requestHeaders(question), { endStream: spec.send === undefined });
  let interim = 0;
  stream.on('headers', () => {
    if (++interim > MAX_INTERIM)
      attempt.end({ code: 'L7RSP', text: `no response after ${MAX_INTERIM} of 1xx` });
  });
  stream.on('response', headers => {
    const head = headOf(headers);
    if (head.status >= 100) judge.head(head);
    else attempt.end({ code: 'L7RSP', text: 'HTTP/2: the response has no status' });
  });
  stream.on('data', (part: Buffer) => {
    judge.data(part);
    if (judge.hasHeard) stream.pause();
  });
  stream.on('end', () => {
    if (!stream.aborted) judge.end();
  });
  stream.on('error', error => attempt.breakOff(brokenFinding(error, attempt)));
  stream.on('close', () => attempt.breakOff(cutShort(attempt.phase)));
  if (spec.send !== undefined) stream.end(spec.send);
}

/** Asks on a connection that is open, and ends the attempt with what comes back. */
export function askHttp2(socket: Socket, question: Question, attempt: Attempt): void {
  if ('alpnProtocol' in socket && socket.alpnProtocol !== 'h2')
    attempt.end({ code: 'L6RSP', text: 'the server does not speak HTTP/2 over TLS (ALPN)' });
  else speakHttp2(socket, attempt, session => ask(session, question, attempt));
}
