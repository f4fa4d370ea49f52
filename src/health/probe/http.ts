// The HTTP and HTTPS probe: one request on a connection of its own, straight to the member's address.
import { type ClientRequest, request as httpRequest, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import type { SpecOf } from '../../zone/probe/spec.js';
import { Attempt } from './attempt.js';
import { followPhases } from './dial.js';
import { cutShort, failureOf } from './failure.js';
import { hostHeader } from './host.js';
import { checkResponse } from './response.js';
import type { ProbeResult } from './result.js';
import { sourceFor } from './source.js';
import type { Target } from './target.js';
import { tlsOptions } from './tls.js';

type HttpSpec = SpecOf<'http' | 'https'>;

const MAX_HEADER = 16 * 1024;

function requestOptions({ address, port }: Target, spec: HttpSpec, host: string): RequestOptions {
  return {
    host: address,
    port,
    localAddress: sourceFor(address, spec),
    method: spec.method,
    path: spec.path,
    // A header that is given replaces one of ours; the connection is closed in any case.
    headers: { Host: host, 'User-Agent': 'rondo', Accept: '*/*', ...spec.headers, Connection: 'close' },
    agent: false,
    maxHeaderSize: MAX_HEADER,
  };
}

function send(target: Target, spec: HttpSpec, secure: boolean): ClientRequest {
  const host = spec.host ?? target.host;
  const options = requestOptions(target, spec, hostHeader(host, target.port ?? 0, secure ? 443 : 80));
  return secure
    ? httpsRequest({ ...options, ...tlsOptions(spec, host, ['http/1.1']) })
    : httpRequest(options);
}

/** Sends the request and ends the attempt with what comes back. @throws when Node will not send such a request. */
function exchange(target: Target, spec: HttpSpec, attempt: Attempt): void {
  const secure = spec.kind === 'https';
  const request = send(target, spec, secure);
  attempt.hold(request);
  request.on('socket', socket => followPhases(socket, attempt, secure, 'head'));
  request.on('response', response => checkResponse(response, spec, attempt));
  request.on('upgrade', response => checkResponse(response, { ...spec, body: undefined }, attempt));
  request.on('error', error => attempt.end(failureOf(error, attempt.phase)));
  request.on('close', () => attempt.end(cutShort(attempt.phase)));
  request.end();
}

/**
 * Asks the target once and judges the response by the spec. Redirects are responses like any other; 1xx ones are
 * waited out. See {@link Probe}.
 */
export function probeHttp(target: Target, spec: HttpSpec): Promise<ProbeResult> {
  const attempt = new Attempt(spec.timeoutMs);
  if (isIP(target.address) === 0)
    attempt.end({ code: 'SOCKERR', text: `${target.address} is not an IP address` });
  else
    try {
      exchange(target, spec, attempt);
    } catch (error) {
      attempt.end({ code: 'SOCKERR', text: error instanceof Error ? error.message : String(error) });
    }
  return attempt.result;
}
