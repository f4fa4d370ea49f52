// The HTTP and HTTPS probe: each request on a connection of its own, straight to the member's address.
import { type ClientRequest, request as httpRequest, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { Attempt } from '../attempt.js';
import type { Timed } from '../kind.js';
import { type Finding, type ProbeResult, toResult } from '../result.js';
import type { Target } from '../target.js';
import { tlsOptions } from '../tls/options.js';
import { followPhases, undiallable } from '../wire/dial.js';
import { cutShort, failureOf, unsendable } from '../wire/failure.js';
import { hostHeader } from '../wire/host.js';
import { meter } from '../wire/meter.js';
import { sourceFor } from '../wire/source.js';
import { checkResponse } from './response.js';
import type { HttpSpec } from './spec.js';

const MAX_HEADER = 16 * 1024;

/** The most octets before a response that counts: 1xx ones may come without end. */
const MAX_BEFORE = 64 * 1024;

/** The most octets of a response whose body is read: of that, 64 KiB are, and chunks can be wrapped in what is no body. */
const MAX_RESPONSE = 256 * 1024;

/** The most responses before the one that counts. */
const MAX_INTERIM = 64;

function requestOptions(
  { address, port }: Target,
  path: string,
  spec: HttpSpec,
  host: string,
): RequestOptions {
  return {
    host: address,
    port,
    localAddress: sourceFor(address, spec),
    method: spec.method,
    path,
    // A header that is given replaces one of ours; the connection is closed in any case.
    headers: { Host: host, 'User-Agent': 'rondo', Accept: '*/*', ...spec.headers, Connection: 'close' },
    agent: false,
    maxHeaderSize: MAX_HEADER,
  };
}

function send(target: Target, path: string, spec: HttpSpec, secure: boolean): ClientRequest {
  const host = spec.host ?? target.host;
  const options = requestOptions(target, path, spec, hostHeader(host, target.port ?? 0, secure ? 443 : 80));
  return secure
    ? httpsRequest({ ...options, ...tlsOptions(spec, host, ['http/1.1']) })
    : httpRequest(options);
}

/** Ends the attempt when too many octets come in too little of a response. */
function boundOctets(socket: Socket, attempt: Attempt): void {
  let octets = 0;
  socket.on('data', (chunk: Buffer) => {
    octets += chunk.length;
    if (attempt.phase === 'head' && octets > MAX_BEFORE)
      attempt.end({ code: 'L7RSP', text: 'no response in the first 64 KiB' });
    else if (attempt.phase === 'body' && octets > MAX_RESPONSE)
      attempt.end({ code: 'L7RSP', text: 'no complete body in the first 256 KiB' });
  });
}

/**
 * Sends the request and ends the attempt with what comes back.
 * @throws when Node will not send such a request.
 */
function exchange(target: Target, path: string, spec: HttpSpec, attempt: Attempt): void {
  const secure = spec.kind === 'https';
  const request = send(target, path, spec, secure);
  attempt.hold(request);
  request.on('socket', socket => {
    followPhases(socket, attempt, secure, 'head');
    meter(socket, attempt, true);
    boundOctets(socket, attempt);
  });
  let interim = 0;
  request.on('information', () => {
    if (++interim > MAX_INTERIM)
      attempt.end({ code: 'L7RSP', text: `no response after ${MAX_INTERIM} of 1xx` });
  });
  request.on('response', response => checkResponse(response, spec, attempt));
  request.on('upgrade', response => checkResponse(response, { ...spec, body: undefined }, attempt));
  const fail = (finding: Finding) => {
    // What becomes of the connection does not matter any more once the body is there.
    if (!attempt.isRead) attempt.end(finding);
  };
  request.on('error', error => fail(failureOf(error, attempt.phase)));
  request.on('close', () => fail(cutShort(attempt.phase)));
  request.end();
}

/** Begins to ask for one path. @param spentMs how much of the deadline is over */
function ask(target: Target, path: string, spec: Timed<HttpSpec>, spentMs: number): Attempt {
  const attempt = new Attempt(spec.timeoutMs, spentMs);
  try {
    exchange(target, path, spec, attempt);
  } catch (error) {
    attempt.end(unsendable(error));
  }
  return attempt;
}

/** Says which of several paths a result is about. */
function about(path: string, { code, status, text, voidBy }: ProbeResult): Finding {
  return { code, status, voidBy, text: text === '' ? path : `${path}: ${text}` };
}

/**
 * Asks the target for each path in turn and judges the responses by the spec. Redirects are responses like
 * any other; 1xx ones are waited out. See {@link Runner}.
 */
export async function probe(target: Target, spec: Timed<HttpSpec>): Promise<ProbeResult> {
  const fault = undiallable(target);
  if (fault !== undefined) return toResult(fault, 0);
  let result = toResult({ code: 'L7OK' }, 0);
  let durationMs = 0;
  let spentMs = 0;
  for (const path of spec.paths) {
    const attempt = ask(target, path, spec, spentMs);
    result = await attempt.result;
    durationMs += result.durationMs;
    spentMs += attempt.spentMs;
    if (!result.ok) return spec.paths.length > 1 ? toResult(about(path, result), durationMs) : result;
  }
  return { ...result, durationMs };
}
