// The admin listener: the API, the pages that a browser shows, and those for Prometheus and supervisors.
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { AdminAccess, AdminSettings } from '../config/admin-settings.js';
import { isLoopbackAddress } from '../dns/address.js';
import { clientKey } from '../dns/client-prefix.js';
import { ClientRates } from '../guard/client-rates.js';
import type { Log } from '../observe/log.js';
import type { Clock } from '../time/clock.js';
import { RequestError } from '../view/request-error.js';
import { AdminGate } from './admin-gate.js';
import { type Asker, NOBODY } from './asker.js';
import type { ControlledServer } from './controlled-server.js';
import { HttpConnections } from './http-connections.js';
import { isForApi, isForPages, type LazyRouter, lazyApi, lazyPages } from './lazy-router.js';
import { refuseInJson, refuseInText } from './refusal.js';
import { REFUSED, type RefusedRequests } from './refused-requests.js';
import { Router } from './router.js';
import { ADMIN_ROUTES, type AdminSources } from './routes/plain-pages.js';
import { TlsIntake } from './tls-intake.js';

/** Whoever watches the process may have these, whatever they present. */
const FOR_ALL = /^\/(?:metrics|healthz|readyz)(?:\?|$)/;

/** Of what an admin server tells. */
export interface AdminSubjects {
  /** What the API acts on. */
  readonly controlled: ControlledServer;
  /** What the pages show. */
  readonly sources: AdminSources;
}

/** What it is made of. */
export interface AdminParts {
  readonly log: Log;
  /** How many connections may be open at once. */
  readonly most: number;
  readonly access: AdminAccess;
  readonly refused: RefusedRequests;
  readonly clock: Clock;
}

/**
 * Connections of a client elsewhere: each takes half a millisecond of the thread that also probes. All of this machine are
 * one client, of which one that floods must not shut out the one that watches.
 */
const CONNECTIONS = { burst: 300, perSecond: 100 };

/** The longest wait of one timer: node's own limit is 24 days. */
const MAX_WAIT_MS = 86_400_000 * 24;

/** The admin HTTP server. */
export class AdminServer {
  readonly #plain: Router<AdminSources>;
  readonly #api: LazyRouter<ControlledServer>;
  readonly #pages: LazyRouter<ControlledServer>;
  readonly #connections: HttpConnections;
  readonly #gate: AdminGate;
  readonly #tls: TlsIntake;
  readonly #rates = new ClientRates(CONNECTIONS);
  readonly #clock: Clock;

  constructor({ controlled, sources }: AdminSubjects, { log, most, access, refused, clock }: AdminParts) {
    this.#plain = new Router(sources, ADMIN_ROUTES, { log, refuse: refuseInText });
    this.#api = lazyApi(controlled, log);
    this.#pages = lazyPages(controlled, log);
    this.#gate = new AdminGate(access, refused, clock);
    this.#tls = new TlsIntake(clock);
    this.#clock = clock;
    this.#connections = new HttpConnections(most, (request, response) => this.#handle(request, response), {
      ...{ clock, intake: socket => this.#intake(socket, refused) },
    });
  }

  /** When the certificate ends, in milliseconds since 1970; undefined without one. */
  get certificateExpiresMs(): number | undefined {
    return this.#tls.expiresMs;
  }

  /**
   * Lets in whom the settings say from now on. Whoever is being told something and may no longer look is cut off.
   * @throws Error when the certificate cannot be used, and all stays as it was
   */
  configure({ tls, access }: Pick<AdminSettings, 'tls' | 'access'>): void {
    this.#tls.use(tls);
    this.#gate.access = access;
    this.#connections.endReplies(
      request => FOR_ALL.test(request.url ?? '') || this.#gate.stillAdmits(request),
    );
  }

  /** How many are open. */
  get connections(): number {
    return this.#connections.size;
  }

  /** Opens the socket. @returns the bound port. @throws the system's error, such as EADDRINUSE */
  async listen(address: string, port: number): Promise<number> {
    const { server } = this.#connections;
    server.listen({ host: address, port });
    await once(server, 'listening');
    // A connection that cannot be accepted, for instance without a free descriptor, is lost; the listener stays.
    server.on('error', () => undefined);
    const bound = server.address();
    return typeof bound === 'object' && bound !== null ? bound.port : port;
  }

  close(): void {
    this.#connections.close();
  }

  #intake(socket: Socket, refused: RefusedRequests): Socket | undefined {
    const { remoteAddress: client = '' } = socket;
    if (!isLoopbackAddress(client) && !this.#rates.take(clientKey(client), this.#clock.now())) {
      refused.count(REFUSED.RATE);
      return undefined;
    }
    const taken = this.#tls.take(socket);
    if (taken === undefined) refused.count(REFUSED.HANDSHAKE);
    return taken;
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { url } = request;
    this.#tls.asked(request.socket);
    try {
      this.#gate.checkHost(request, response);
      const asker = isForApi(url) ? this.#gate.admit(request, response) : this.#pageAsker(request, response);
      this.#endAt(asker, response);
      await this.#routerFor(url).handle(request, response, asker);
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      request.resume();
      (isForApi(url) ? refuseInJson : refuseInText)(response, error);
    }
  }

  #pageAsker(request: IncomingMessage, response: ServerResponse): Asker {
    this.#gate.checkLink(request);
    return FOR_ALL.test(request.url ?? '') ? NOBODY : this.#gate.whoAsks(request, response);
  }

  /** What goes on ends with the token. */
  #endAt({ untilMs }: Asker, response: ServerResponse): void {
    if (untilMs === undefined) return;
    const leftMs = Math.min(untilMs - this.#clock.wallMs(), MAX_WAIT_MS);
    response.on(
      'close',
      this.#clock.after(leftMs, () => response.destroy()),
    );
  }

  #routerFor(url: string | undefined): Pick<LazyRouter<ControlledServer>, 'handle'> {
    if (isForApi(url)) return this.#api;
    return isForPages(url) ? this.#pages : this.#plain;
  }
}
