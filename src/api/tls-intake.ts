// Speaks TLS on connections to the admin address, with the certificate of the moment; handshakes are bounded, for they take time.
import type { Socket } from 'node:net';
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls';
import type { ServerCertificate } from '../config/certificate.js';
import { ClientRates } from '../guard/client-rates.js';
import type { Clock } from '../time/clock.js';
import { TokenBucket } from '../time/token-bucket.js';
import { streamClient } from '../transport/stream-client.js';
import { RecordWatch } from '../transport/tls/record-watch.js';
import { SPOKEN } from '../transport/tls/tls-stage.js';

/** A handshake takes 1 to 2 ms of the thread that also probes. */
const OF_CLIENT = { burst: 30, perSecond: 10 };
const OF_ALL = { burst: 100, perSecond: 100 };
/** So many of a client are always taken: strangers at many addresses do not hold up whoever asks now and then. */
const ALWAYS = { burst: 3, perSecond: 1 };

export class TlsIntake {
  readonly #clock: Clock;
  readonly #ofClient = new ClientRates(OF_CLIENT);
  readonly #always = new ClientRates(ALWAYS);
  readonly #ofAll: TokenBucket;
  /** Records that bring no request take the time of the same thread. */
  readonly #watch: RecordWatch;
  readonly #requests = new WeakMap<Socket, { queries: number }>();
  #settings: ServerCertificate | undefined;
  #context: SecureContext | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#ofAll = new TokenBucket(OF_ALL, clock.now());
    this.#watch = new RecordWatch({
      clock,
      rest: ({ client }, restMs) => this.#ofClient.rest(client, clock.now(), restMs),
    });
  }

  /** When the certificate ends, in milliseconds since 1970; undefined without one. */
  get expiresMs(): number | undefined {
    return this.#settings?.expiresMs;
  }

  /** New connections have it from now on; those that are open go on. @throws Error when it cannot be used, and all stays as it was */
  use(settings: ServerCertificate | undefined): void {
    if (settings?.cert === this.#settings?.cert && settings?.key === this.#settings?.key) return;
    const { cert, key } = settings ?? {};
    this.#context = settings && createSecureContext({ cert, key, ...SPOKEN });
    this.#settings = settings;
  }

  /** The connection as it is to be read; undefined when its client has begun too many, or all have. */
  take(socket: Socket): Socket | undefined {
    const secureContext = this.#context;
    if (secureContext === undefined) return socket;
    const nowMs = this.#clock.now();
    const { remoteAddress: address = '', remotePort: port = 0, remoteFamily } = socket;
    const client = streamClient({ address, port, isIpv6: remoteFamily === 'IPv6' });
    const { client: key } = client.prefixes;
    if (!this.#ofClient.take(key, nowMs)) return undefined;
    if (!this.#always.take(key, nowMs) && !this.#ofAll.take(nowMs)) return undefined;
    const secure = new TLSSocket(socket, { isServer: true, secureContext, ALPNProtocols: ['http/1.1'] });
    const session = { queries: 0, cutOff: () => secure.destroy() };
    this.#requests.set(secure, session);
    this.#watch.over(session, { socket: secure, client, carrier: socket });
    return secure;
  }

  /** A request has come over a connection: some of its records were for that. */
  asked(socket: Socket): void {
    const session = this.#requests.get(socket);
    if (session !== undefined) session.queries++;
  }
}
