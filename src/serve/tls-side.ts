// What the thread of the streams speaks TLS with: certificates, and keys of session tickets, which are others each hour.
import { randomBytes } from 'node:crypto';
import type { Cancel, Clock } from '../time/clock.js';
import type { ListenerCertificate, TlsSecrets } from '../transport/tls/server-secrets.js';

/** Whoever gets hold of the keys can read what was said with tickets of that time, and no more. */
const KEYS_MS = 3_600_000;
/** Of the name of the keys, of the one that seals and of the one that signs, 16 octets each. */
const KEYS_OCTETS = 48;

export const NO_SECRETS: TlsSecrets = { certificates: [], ticketKeys: new Uint8Array(0) };

export class TlsSide {
  readonly #clock: Clock;
  readonly #tell: (secrets: TlsSecrets) => void;
  #secrets = NO_SECRETS;
  #cancel: Cancel | undefined;

  constructor(clock: Clock, tell: (secrets: TlsSecrets) => void) {
    this.#clock = clock;
    this.#tell = tell;
  }

  /** Shows these from now on; connections that are open keep theirs. */
  set certificates(certificates: readonly ListenerCertificate[]) {
    if (certificates.length === 0 && this.#cancel === undefined) return;
    this.#secrets = { ...this.#secrets, certificates };
    if (this.#cancel === undefined) this.#changeKeys();
    else this.#tell(this.#secrets);
  }

  stop(): void {
    this.#cancel?.();
  }

  #changeKeys(): void {
    this.#cancel = this.#clock.after(KEYS_MS, () => this.#changeKeys());
    this.#secrets = { ...this.#secrets, ticketKeys: randomBytes(KEYS_OCTETS) };
    this.#tell(this.#secrets);
  }
}
