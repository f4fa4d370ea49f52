// The TLS handshake of a connection: when it begins, and with which certificate.
import { constants } from 'node:crypto';
import { createSecureContext, type SecureContext, type SecureContextOptions, TLSSocket } from 'node:tls';
import { DROP } from '../../answer/exchange.js';
import { readBeginning } from '../beginning.js';
import type { Arrived, Stage } from '../stream-protocol.js';
import { helloState } from './client-hello.js';
import type { CertificateAndKey } from './server-secrets.js';
import type { TlsPlace } from './tls-place.js';

/** In seconds: tickets do not outlive the keys that seal them. */
const SESSION_SECONDS = 3_600;
/** What is spoken with every client. */
export const SPOKEN: SecureContextOptions = {
  minVersion: 'TLSv1.2',
  secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
};

export class TlsStage implements Stage {
  readonly #place: TlsPlace;
  readonly #protocols: string[];
  #context: SecureContext | undefined;
  /** What the context is made of. */
  #certificate: CertificateAndKey | undefined;
  #ticketKeys: Uint8Array | undefined;

  /** @param protocols of which a client that names some must name one (RFC 7301) */
  constructor(place: TlsPlace, protocols: readonly string[]) {
    this.#place = place;
    this.#protocols = [...protocols];
  }

  /** Who sends no whole hello costs a place and these octets: the objects of TLS are made in turn, when it is there. */
  begin(arrived: Arrived, next: (arrived: Arrived) => void): void {
    const { socket, client } = arrived;
    const { handshakes, tally } = this.#place;
    readBeginning(socket, {
      stateOf: helloState,
      whole: hello => {
        socket.unshift(hello);
        const leave = handshakes.add(client.prefixes, () => this.#shakeHands(arrived, next));
        socket.once('close', leave);
      },
      broken: () => tally.dropped(DROP.HANDSHAKE),
    });
  }

  #shakeHands({ socket, client, listener }: Arrived, next: (arrived: Arrived) => void): void {
    const secureContext = this.#contextOfNow();
    if (secureContext === undefined) {
      socket.destroy();
      return;
    }
    const secure = new TLSSocket(socket, {
      isServer: true,
      secureContext,
      ALPNProtocols: this.#protocols,
    });
    secure.on('error', () => secure.destroy());
    const giveUp = () => {
      forget();
      this.#place.tally.dropped(DROP.HANDSHAKE);
      secure.destroy();
    };
    const forget = () => {
      secure.off('error', giveUp).off('end', giveUp);
      socket.off('end', giveUp);
    };
    secure.once('error', giveUp);
    // The other side has gone amid the handshake, or before its turn, when this socket had read the end already.
    secure.once('end', giveUp);
    socket.once('end', giveUp);
    secure.once('secure', () => {
      forget();
      next({ socket: secure, client, listener, carrier: socket });
    });
  }

  /** Connections that are open keep theirs. */
  #contextOfNow(): SecureContext | undefined {
    const { listen, secrets } = this.#place;
    // An address that is not configured any more is about to be closed.
    const certificate = secrets.certificateOf(listen) ?? this.#certificate;
    const { ticketKeys } = secrets;
    if (certificate === undefined) return undefined;
    if (certificate !== this.#certificate || ticketKeys !== this.#ticketKeys) {
      const keys = Buffer.from(ticketKeys);
      this.#context = createSecureContext({
        cert: certificate.cert,
        key: certificate.key,
        ...SPOKEN,
        sessionTimeout: SESSION_SECONDS,
        ticketKeys: keys,
      });
      this.#certificate = certificate;
      this.#ticketKeys = ticketKeys;
    }
    return this.#context;
  }
}
