// Hands a message to a web server: one request over a connection of its own, within bounds of time and octets.
import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import { isIP, type LookupFunction } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { Attempt } from '../probe/attempt.js';
import type { ProbeResult } from '../probe/result.js';
import { failureOf, unsendable } from '../probe/wire/failure.js';
import { Intake } from '../probe/wire/intake.js';
import { VERSION } from '../view/version.js';
import type { Delivery, Try } from './delivery.js';
import { type HostLookup, lookupFault } from './host-lookup.js';
import type { Message } from './message.js';
import type { WebhookSpec } from './receiver.js';
import { signatureHeaders } from './signature.js';

/** The most octets of the head and of the body of a response that are read. */
const MAX_HEAD = 16_384;
const MAX_BODY = 1_024;
/** How long the body of a response is waited for; the status is known by then. */
const BODY_MS = 1_000;
/** The most responses before the final one (RFC 9110 §15.2). */
const MAX_INTERIM = 8;
/** The longest time that a receiver may ask to wait. */
const MAX_RETRY_AFTER_MS = 3_600_000;

/** Statuses of which another try may help: timeouts, too early, too many, and troubles of servers. */
const mayHelp = (status: number) => [408, 425, 429].includes(status) || status >= 500;

/** What a Retry-After header asks for (RFC 9110 §10.2.3): seconds, or a date. */
export function retryAfterMs(value: string | undefined, wallMs: number): number | undefined {
  if (value === undefined) return undefined;
  const ms = /^\d{1,9}$/.test(value.trim()) ? Number(value) * 1_000 : Date.parse(value) - wallMs;
  return Number.isNaN(ms) ? undefined : Math.min(MAX_RETRY_AFTER_MS, Math.max(0, ms));
}

interface Sending {
  readonly spec: WebhookSpec;
  readonly message: Message;
  readonly attempt: Attempt;
  readonly hosts: HostLookup;
  /** The header of the response. */
  retryAfter?: string;
}

/** Waits for the addresses of the host, as net.connect wants them. */
function lookupBy({ hosts, attempt }: Sending): LookupFunction {
  return (host, { all }, done) => {
    hosts
      .addresses(host, () => !attempt.isOver)
      .then(
        addresses => {
          if (addresses.length === 0) return;
          if (all === true) done(null, [...addresses]);
          else done(null, addresses[0].address, addresses[0].family);
        },
        (error: Error) => {
          attempt.end({ code: 'L4CON', text: lookupFault(host, error) });
          done(error, []);
        },
      );
  };
}

function optionsOf(sending: Sending, url: URL): RequestOptions & { ca?: string; servername?: string } {
  const { headers, ca, key } = sending.spec;
  const { body, contentType, id } = sending.message;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return {
    method: 'POST',
    agent: false,
    maxHeaderSize: MAX_HEAD,
    lookup: lookupBy(sending),
    ...(ca === undefined ? {} : { ca }),
    ...(isIP(host) === 0 ? { servername: host } : {}),
    headers: {
      'User-Agent': `rondo/${VERSION}`,
      'Content-Type': contentType,
      ...headers,
      'Content-Length': Buffer.byteLength(body),
      'Rondo-Delivery': id,
      ...(key === undefined ? {} : signatureHeaders(key, Math.floor(Date.now() / 1_000), body)),
    },
  };
}

/** Where a redirect leads, without what may be secret. */
function redirectText({ headers: { location = '' } }: IncomingMessage, url: URL): string {
  const target = URL.canParse(location, url.href) ? new URL(location, url.href).origin : 'elsewhere';
  return `it redirects to ${target}, which is not followed: write the URL that it leads to`;
}

function textOf(response: IncomingMessage, body: Intake, url: URL): string {
  const { statusCode = 0, statusMessage = '' } = response;
  if (statusCode >= 300 && statusCode < 400) return `${statusCode}: ${redirectText(response, url)}`;
  const said = body.read.toString('utf8').trim();
  return `${statusCode} ${statusMessage}${said === '' ? '' : `: ${said}`}`;
}

/** Takes the response; a good status is good whatever comes of the body. */
function receive(response: IncomingMessage, sending: Sending, url: URL): void {
  const { statusCode = 0, headers } = response;
  const { attempt, spec } = sending;
  attempt.status = statusCode;
  sending.retryAfter = headers['retry-after'];
  const body = new Intake(MAX_BODY);
  const end = () => {
    clearTimeout(timer);
    const isGood = statusCode >= 200 && statusCode < 300;
    attempt.end({ code: isGood ? 'L7OK' : 'L7STS', text: withoutSecrets(textOf(response, body, url), spec) });
  };
  const timer = setTimeout(end, BODY_MS).unref();
  response.on('data', (chunk: Buffer) => {
    body.push(chunk);
    if (body.isFull) end();
  });
  for (const event of ['end', 'error', 'close']) response.on(event, end);
}

async function begin(sending: Sending): Promise<void> {
  const { spec, message, attempt } = sending;
  const url = new URL(spec.url);
  // Few servers send messages: what that needs is loaded when the first is sent.
  const { request } = url.protocol === 'https:' ? await import('node:https') : await import('node:http');
  if (attempt.isOver) return;
  const sent: ClientRequest = request(url, optionsOf(sending, url));
  attempt.hold(sent);
  let interim = 0;
  sent.on('socket', socket => {
    socket.once('connect', () => {
      attempt.phase = url.protocol === 'https:' ? 'tls' : 'head';
    });
    (socket as TLSSocket).once('secureConnect', () => {
      attempt.phase = 'head';
    });
  });
  sent.on('information', () => {
    if (++interim > MAX_INTERIM)
      attempt.end({ code: 'L7RSP', text: 'it sends one interim response after another' });
  });
  sent.on('error', error => attempt.end(faultOf(error, attempt)));
  sent.on('response', response => receive(response, sending, url));
  sent.end(message.body);
}

/** What an error means, in words. */
function faultOf(error: Error, attempt: Attempt) {
  const { code = '' } = error as NodeJS.ErrnoException;
  if (code === 'HPE_HEADER_OVERFLOW')
    return { code: 'L7RSP' as const, text: 'the head of its response is too long' };
  if (code.startsWith('HPE_')) return { code: 'L7RSP' as const, text: 'it does not speak HTTP' };
  // With several addresses each has its own error.
  const first = error instanceof AggregateError ? (error.errors[0] as Error) : error;
  return failureOf(first, attempt.phase);
}

/** The least length of what is looked for: a shorter part of an address or a header is no secret. */
const LEAST_SECRET = 4;
/** What stays together however a server writes an address: escapes differ in what stands between such parts. */
const PARTS = /[\p{L}\p{N}_-]{6,}/gu;

/** What is shown must not repeat what the address or a header may have of secrets, nor parts of it that are long enough. */
function withoutSecrets(text: string, { url, headers }: WebhookSpec): string {
  const { pathname, search, username, password } = new URL(url);
  const whole = [`${pathname}${search}`, pathname, search, username, password, ...Object.values(headers)];
  const parts = whole.flatMap(each => [...(each.match(PARTS) ?? []), ...(decoded(each).match(PARTS) ?? [])]);
  return [...whole, ...parts]
    .filter(({ length }) => length >= LEAST_SECRET)
    .sort((one, other) => other.length - one.length)
    .reduce((shown, secret) => shown.replaceAll(secret, '…'), text);
}

/** Without percent-encoding, where it is one. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function deliveryOf({ ok, status, text }: ProbeResult, { retryAfter }: Sending): Delivery {
  const waitMs = retryAfterMs(retryAfter, Date.now());
  return {
    isSent: ok,
    text,
    mayHelp: !ok && (status === undefined || mayHelp(status)),
    ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
  };
}

/** Sends it once. What takes too long is given up, and redirects are not followed. */
export function postMessage(spec: WebhookSpec, message: Message, timeoutMs: number, hosts: HostLookup): Try {
  const attempt = new Attempt(timeoutMs);
  const sending: Sending = { spec, message, attempt, hosts };
  begin(sending).catch(error => attempt.end(unsendable(error)));
  return {
    end: () => attempt.end({ code: 'SOCKERR', text: 'given up' }),
    delivery: attempt.result.then(result => deliveryOf(result, sending)),
  };
}
