// The TLS handshake of a connection, with the certificate of the moment.
import { constants } from 'node:crypto';
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls';
import type { ListenAddress } from '../query-service.js';
import type { Arrived, Stage } from '../stream-protocol.js';
import type { CertificateAndKey, Certificates } from './certificates.js';

const SETTINGS = { minVersion: 'TLSv1.2', secureOptions: constants.SSL_OP_NO_RENEGOTIATION } as const;

export class TlsStage implements Stage {
  readonly #certificates: Certificates;
  readonly #listen: ListenAddress;
  readonly #protocols: string[];
  #shown: CertificateAndKey | undefined;
  #context: SecureContext | undefined;

  /**
   * @param listen as configured
   * @param protocols of which a client that names some must name one (RFC 7301)
   */
  constructor(certificates: Certificates, listen: ListenAddress, protocols: readonly string[]) {
    this.#certificates = certificates;
    this.#listen = listen;
    this.#protocols = [...protocols];
  }

  begin({ socket, client }: Arrived, next: (arrived: Arrived) => void): void {
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
    const giveUp = () => secure.destroy();
    secure.on('error', giveUp);
    // The other side has gone amid the handshake.
    secure.once('end', giveUp);
    secure.once('secure', () => {
      secure.off('end', giveUp);
      next({ socket: secure, client });
    });
  }

  /** Connections that are open keep theirs. */
  #contextOfNow(): SecureContext | undefined {
    // An address that is not configured any more is about to be closed.
    const wanted = this.#certificates.find(this.#listen) ?? this.#shown;
    if (wanted !== undefined && wanted !== this.#shown) {
      this.#context = createSecureContext({ ...wanted, ...SETTINGS });
      this.#shown = wanted;
    }
    return this.#context;
  }
}
