// The gRPC probe: the standard health service, asked over HTTP/2 on a connection of its own.
import type {
  ClientHttp2Session,
  ClientHttp2Stream,
  IncomingHttpHeaders,
  IncomingHttpStatusHeader,
  OutgoingHttpHeaders,
} from 'node:http2';
import type { Socket } from 'node:net';
import { Attempt } from '../attempt.js';
import type { Timed } from '../kind.js';
import type { Finding, ProbeResult } from '../result.js';
import type { Target } from '../target.js';
import { dial } from '../wire/dial.js';
import { cutShort } from '../wire/failure.js';
import { hostHeader } from '../wire/host.js';
import { brokenFinding, speakHttp2 } from '../wire/http2.js';
import { Intake } from '../wire/intake.js';
import { checkRequest, GrpcError, statusIn } from './message.js';
import type { GrpcSpec } from './spec.js';

const PATH = '/grpc.health.v1.Health/Check';

/** The most octets of a response; one has seven. */
const MAX_RESPONSE = 4 * 1024;

/** The values of ServingStatus. */
const STATUSES = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'];
const SERVING = 1;

/** The codes of gRPC. */
const CODES = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
];

/** `grpc-message` is percent-encoded UTF-8. */
function decoded(message: string): string {
  try {
    return decodeURIComponent(message);
  } catch {
    return message;
  }
}

type Headers = IncomingHttpHeaders & IncomingHttpStatusHeader;

/** The text of a header that may stand there several times. */
function textOf(value: string | string[] | undefined): string {
  return Array.isArray(value) ? (value[0] ?? '') : (value ?? '');
}

/** What is wrong with the head of a response; undefined when nothing is. */
function headFault(headers: Headers): Finding | undefined {
  const status = headers[':status'] ?? 0;
  if (status !== 200) return { code: 'L7STS', status };
  if (textOf(headers['content-type']).startsWith('application/grpc')) return undefined;
  return { code: 'L7RSP', text: 'the response is not one of gRPC' };
}

function judge(end: IncomingHttpHeaders, body: Buffer): Finding {
  const code = textOf(end['grpc-status']);
  if (!/^\d{1,3}$/.test(code)) return { code: 'L7RSP', text: 'the response has no grpc-status' };
  if (Number(code) !== 0) {
    const message = decoded(textOf(end['grpc-message']));
    const name = CODES[Number(code)] ?? code;
    return { code: 'L7STS', text: message === '' ? name : `${name}: ${message}` };
  }
  try {
    const status = statusIn(body);
    if (status === SERVING) return { code: 'L7OK' };
    return { code: 'L7STS', text: STATUSES[status] ?? `status ${status}` };
  } catch (error) {
    if (!(error instanceof GrpcError)) throw error;
    return { code: 'L7RSP', text: error.message };
  }
}

/** Reads the response, and ends the attempt. */
function follow(stream: ClientHttp2Stream, attempt: Attempt): void {
  const body = new Intake(MAX_RESPONSE);
  // A response without a body has its end in its head.
  let end: IncomingHttpHeaders = {};
  stream.on('response', headers => {
    const fault = headFault(headers);
    if (fault !== undefined) attempt.end(fault);
    end = headers;
  });
  stream.on('trailers', trailers => {
    end = trailers;
  });
  stream.on('data', (chunk: Buffer) => {
    body.push(chunk);
    if (body.isFull) attempt.end({ code: 'L7RSP', text: 'the response is over 4 KiB' });
  });
  stream.on('end', () => attempt.end(judge(end, body.read)));
}

function requestHeaders(
  { host, port = 0 }: Target,
  { tls, timeoutMs }: Timed<GrpcSpec>,
): OutgoingHttpHeaders {
  return {
    ':method': 'POST',
    ':scheme': tls ? 'https' : 'http',
    ':authority': hostHeader(host, port, tls ? 443 : 80),
    ':path': PATH,
    'content-type': 'application/grpc',
    te: 'trailers',
    'user-agent': 'rondo',
    'grpc-timeout': `${timeoutMs}m`,
  };
}

function ask(session: ClientHttp2Session, target: Target, spec: Timed<GrpcSpec>, attempt: Attempt): void {
  const stream = session.request(requestHeaders(target, spec));
  stream.on('error', error => attempt.end(brokenFinding(error, attempt)));
  stream.on('close', () => attempt.end(cutShort(attempt.phase)));
  follow(stream, attempt);
  stream.end(checkRequest(spec.service));
}

/** Asks the target once. See {@link Runner}. */
export function probe(target: Target, spec: Timed<GrpcSpec>): Promise<ProbeResult> {
  const attempt = new Attempt(spec.timeoutMs);
  const named = { ...target, host: spec.host ?? target.host };
  const ready = (socket: Socket) =>
    speakHttp2(socket, attempt, session => ask(session, named, spec, attempt));
  dial(named, { ...spec, speaks: 'h2' }, attempt, ready);
  return attempt.result;
}
