// Who asks the admin address, and whether they are let in: hosts and origins, rates, tokens and the password.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AdminAccess } from '../config/admin-settings.js';
import { ClientRates } from '../guard/client-rates.js';
import { isPassword, tokenFor } from '../guard/secrets.js';
import type { Clock } from '../time/clock.js';
import { ERROR_CODE, RequestError } from '../view/request-error.js';
import { type Asker, NOBODY, READER } from './asker.js';
import { REFUSED, type Refused, type RefusedRequests } from './refused-requests.js';
import { clientOf, isFromHere, isOfOtherPage, isOwnHost } from './request-origin.js';

/** Requests of a client to the API. A page asks a few times a second when somebody types. */
const REQUESTS = { burst: 200, perSecond: 50 };
/** Wrong tokens and passwords of a client. */
const ATTEMPTS = { burst: 10, perSecond: 0.1 };

/** Nothing that is sent may be framed, run, or read by other pages. A page that has scripts says so itself. */
const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

const HOST_HINT = 'use the IP address or localhost as the host name, or name it with `hosts` under `admin`';

/** What comes of credentials that are wrong. */
type Wrong = 'token' | 'password';

export class AdminGate {
  access: AdminAccess;
  readonly #refused: RefusedRequests;
  readonly #clock: Clock;
  readonly #requests = new ClientRates(REQUESTS);
  readonly #attempts = new ClientRates(ATTEMPTS);

  constructor(access: AdminAccess, refused: RefusedRequests, clock: Clock) {
    this.access = access;
    this.#refused = refused;
    this.#clock = clock;
  }

  /** What every reply has, and whether the host is one of this server. @throws RequestError */
  checkHost(request: IncomingMessage, response: ServerResponse): void {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    if (isOwnHost(request, this.access.hosts)) return;
    throw this.#refusal(REFUSED.HOST, ERROR_CODE.WRONG_HOST, HOST_HINT);
  }

  /** Who asks the API. @throws RequestError when nothing is to come of the request */
  admit(request: IncomingMessage, response: ServerResponse): Asker {
    if (isOfOtherPage(request))
      throw this.#refusal(REFUSED.ORIGIN, ERROR_CODE.FORBIDDEN, 'a page of another site asks for this');
    const asker = this.whoAsks(request, response);
    const nowMs = this.#clock.now();
    // Whoever has a token is not held up by others at the same address.
    const client = asker.token ?? clientOf(request);
    if (!this.#requests.take(client, nowMs))
      throw this.#tooMany(response, this.#requests.waitMs(client, nowMs));
    if (
      request.method === 'POST' &&
      !/^application\/json\s*(?:;|$)/i.test(request.headers['content-type'] ?? '')
    )
      throw new RequestError(
        ERROR_CODE.WRONG_CONTENT_TYPE,
        'the body must be JSON',
        'send `Content-Type: application/json`',
      );
    return asker;
  }

  /** Who asks. @throws RequestError when they present something wrong */
  whoAsks(request: IncomingMessage, response: ServerResponse): Asker {
    const { authorization } = request.headers;
    const { password } = this.access;
    if (authorization === undefined)
      return this.#isOpen(request) ? READER : { ...NOBODY, challenges: challenges(password !== undefined) };
    const [, scheme = '', presented = ''] = /^\s*(\S+)\s+(.*?)\s*$/.exec(authorization) ?? [];
    if (/^basic$/i.test(scheme)) return this.#byPassword(presented, request, response);
    if (/^bearer$/i.test(scheme)) return this.#byToken(presented, request, response);
    response.setHeader('www-authenticate', challenges(password !== undefined));
    throw new RequestError(
      ERROR_CODE.UNAUTHORIZED,
      'this way of authorization is not known',
      'send `Authorization: Bearer TOKEN`',
    );
  }

  #isOpen(request: IncomingMessage): boolean {
    const { read } = this.access;
    return read === 'open' || (read === 'loopback' && isFromHere(request));
  }

  /** A right one is always taken: with 256 bits there is nothing to try, and others at the same address must not lock anybody out. */
  #byToken(presented: string, request: IncomingMessage, response: ServerResponse): Asker {
    const token = tokenFor(presented, this.access.tokens ?? []);
    if (token === undefined) throw this.#wrong('token', request, response, 'the token is not known');
    if (token.expiresMs !== undefined && token.expiresMs <= this.#clock.wallMs())
      throw this.#wrong('token', request, response, `the token ${token.name} has expired`);
    return {
      rights: token.rights,
      name: `${token.name} (token)`,
      token: token.name,
      untilMs: token.expiresMs,
    };
  }

  /** Passwords are what people make up: of one client only so many are looked at. */
  #byPassword(presented: string, request: IncomingMessage, response: ServerResponse): Asker {
    const { password } = this.access;
    if (this.#attempts.waitMs(clientOf(request), this.#clock.now()) > 0)
      throw this.#wrong('password', request, response, '');
    const text = Buffer.from(presented, 'base64').toString();
    const given = text.slice(text.indexOf(':') + 1);
    if (password === undefined || !isPassword(given, password))
      throw this.#wrong('password', request, response, 'the password is wrong');
    return READER;
  }

  #wrong(why: Wrong, request: IncomingMessage, response: ServerResponse, message: string): RequestError {
    const client = clientOf(request);
    const nowMs = this.#clock.now();
    this.#refused.attempt(why, client);
    if (!this.#attempts.take(client, nowMs))
      return this.#tooMany(response, this.#attempts.waitMs(client, nowMs));
    response.setHeader('www-authenticate', challenges(why === 'password'));
    return new RequestError(ERROR_CODE.UNAUTHORIZED, message);
  }

  #tooMany(response: ServerResponse, waitMs: number): RequestError {
    const seconds = Math.max(1, Math.ceil(waitMs / 1_000));
    response.setHeader('retry-after', seconds);
    return this.#refusal(
      REFUSED.RATE,
      ERROR_CODE.TOO_MANY_REQUESTS,
      'these are too many requests',
      `wait ${seconds} s`,
    );
  }

  #refusal(why: Refused, ...[code, message, hint]: ConstructorParameters<typeof RequestError>): RequestError {
    this.#refused.count(why);
    return new RequestError(code, message, hint);
  }
}

/** What a client may present. A browser asks its user for a password only where one is of use. */
function challenges(takesPassword: boolean): string[] {
  const bearer = 'Bearer realm="rondo"';
  return takesPassword ? ['Basic realm="rondo", charset="UTF-8"', bearer] : [bearer];
}
