// Who asks the admin address, and whether they are let in: hosts and origins, rates, tokens and the password.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AdminAccess } from '../config/admin-settings.js';
import { ClientRates } from '../guard/client-rates.js';
import { isPassword, tokenFor } from '../guard/secrets.js';
import type { Clock } from '../time/clock.js';
import { ERROR_CODE, RequestError } from '../view/request-error.js';
import { type Asker, NOBODY, READER, RIGHTS } from './asker.js';
import { REFUSED, type Refused, type RefusedRequests } from './refused-requests.js';
import { clientOf, hasTwoHosts, isFromHere, isLink, isOfOtherPage, isOwnHost } from './request-origin.js';

/** Requests of a client to the API and for pages. A page asks a few times a second when somebody types. */
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

/** Credentials that are wrong. */
interface Wrong {
  readonly wrong: 'token' | 'password';
  readonly message: string;
}

/** Each character is looked at once: strangers send this. */
const CREDENTIALS = /^(\S+)\s+(\S.*)$/;

const isPasswordIn = ({ headers: { authorization = '' } }: IncomingMessage) =>
  /^\s*basic\s/i.test(authorization);

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
    if (hasTwoHosts(request)) throw new RequestError(ERROR_CODE.INVALID_INPUT, 'a request has one host');
    if (isOwnHost(request, this.access.hosts)) return;
    throw this.#refusal(REFUSED.HOST, ERROR_CODE.WRONG_HOST, HOST_HINT);
  }

  /** Whether a page is asked for by its reader. @throws RequestError when a page of somebody else has it loaded, again and again at worst */
  checkLink(request: IncomingMessage): void {
    if (isOfOtherPage(request) && !isLink(request)) throw this.#otherPage();
  }

  /** Who asks the API. @throws RequestError when nothing is to come of the request */
  admit(request: IncomingMessage, response: ServerResponse): Asker {
    if (isOfOtherPage(request)) throw this.#otherPage();
    const asker = this.whoAsks(request, response);
    const type = request.headers['content-type'] ?? '';
    if (request.method === 'POST' && !/^application\/json\s*(?:;|$)/i.test(type))
      throw new RequestError(
        ERROR_CODE.WRONG_CONTENT_TYPE,
        'the body must be JSON',
        'send `Content-Type: application/json`',
      );
    return asker;
  }

  /** Who asks, if not too often. @throws RequestError when they do, or present something wrong */
  whoAsks(request: IncomingMessage, response: ServerResponse): Asker {
    const nowMs = this.#clock.now();
    const client = clientOf(request);
    // Passwords are what people make up: of one client only so many are looked at. A token cannot be tried out, and a right one
    // is always taken: others at the same address must not lock anybody out.
    const isHeldUp = isPasswordIn(request) && this.#attempts.waitMs(client, nowMs) > 0;
    const judged = isHeldUp ? { wrong: REFUSED.PASSWORD, message: '' } : this.#judge(request);
    if ('wrong' in judged) throw this.#wrong(judged, client, response);
    const bucket = judged.token === undefined ? client : `token ${judged.token}`;
    if (!this.#requests.take(bucket, nowMs))
      throw this.#tooMany(response, this.#requests.waitMs(bucket, nowMs));
    return { ...judged, client: bucket };
  }

  /** Whether whoever has asked may still look. */
  stillAdmits(request: IncomingMessage): boolean {
    const judged = this.#judge(request);
    return !('wrong' in judged) && judged.rights !== RIGHTS.NONE;
  }

  #judge(request: IncomingMessage): Asker | Wrong {
    const { authorization } = request.headers;
    const { read, password } = this.access;
    if (authorization === undefined) {
      const isOpen = read === 'open' || (read === 'loopback' && isFromHere(request));
      return isOpen ? READER : { ...NOBODY, challenges: challenges(password !== undefined) };
    }
    const [, scheme = '', presented = ''] = CREDENTIALS.exec(authorization.trim()) ?? [];
    if (/^bearer$/i.test(scheme)) return this.#byToken(presented);
    const text = isPasswordIn(request) ? Buffer.from(presented, 'base64').toString() : undefined;
    const isRight = text !== undefined && password !== undefined;
    return isRight && isPassword(text.slice(text.indexOf(':') + 1), password)
      ? READER
      : { wrong: REFUSED.PASSWORD, message: 'the password is wrong' };
  }

  #byToken(presented: string): Asker | Wrong {
    const found = tokenFor(presented, this.access.tokens ?? []);
    if (found === undefined) return { wrong: REFUSED.TOKEN, message: 'the token is not known' };
    const { name: token, rights, expiresMs: untilMs } = found;
    if (untilMs !== undefined && untilMs <= this.#clock.wallMs())
      return { wrong: REFUSED.TOKEN, message: `the token ${token} has expired` };
    return { rights, name: `${token} (token)`, token, untilMs };
  }

  #wrong({ wrong, message }: Wrong, client: string, response: ServerResponse): RequestError {
    const nowMs = this.#clock.now();
    this.#refused.attempt(wrong, client);
    if (!this.#attempts.take(client, nowMs))
      return this.#tooMany(response, this.#attempts.waitMs(client, nowMs));
    response.setHeader('www-authenticate', challenges(wrong === REFUSED.PASSWORD));
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

  #otherPage(): RequestError {
    return this.#refusal(REFUSED.ORIGIN, ERROR_CODE.FORBIDDEN, 'a page of another site asks for this');
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
