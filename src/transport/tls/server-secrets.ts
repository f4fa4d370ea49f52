// What the listeners of a thread speak TLS with: certificates by address, and the keys of session tickets.
import { isIPv6 } from 'node:net';
import type { ListenAddress } from '../query-service.js';

/** A certificate with its chain, and its private key, in PEM form. */
export interface CertificateAndKey {
  readonly cert: string;
  readonly key: string;
}

/** What is shown at an address, as configured: perhaps a wildcard address, or port 0. */
export interface ListenerCertificate extends ListenAddress {
  /** Undefined where a proxy in front speaks TLS. */
  readonly certificate: CertificateAndKey | undefined;
  /** Of DNS over HTTPS: where queries are taken. */
  readonly path?: string | undefined;
}

/** Plain data that a thread gets of the main thread: one that begins again takes tickets of the one before. */
export interface TlsSecrets {
  readonly certificates: readonly ListenerCertificate[];
  /** 48 octets that session tickets are sealed with (RFC 5077 §4). */
  readonly ticketKeys: Uint8Array;
}

/** The secrets of the moment; whoever speaks TLS asks for them at each connection. */
export class ServerSecrets {
  #now: TlsSecrets;

  constructor(secrets: TlsSecrets) {
    this.#now = secrets;
  }

  /** New connections go by these from now on. */
  set now(secrets: TlsSecrets) {
    this.#now = secrets;
  }

  get ticketKeys(): Uint8Array {
    return this.#now.ticketKeys;
  }

  /** The certificate of an address; undefined when none is configured any more. */
  certificateOf(listen: ListenAddress): CertificateAndKey | undefined {
    return this.#entries(listen)[0]?.certificate;
  }

  /** Where queries are taken over HTTPS at an address; undefined when that is configured no more. */
  pathOf(listen: ListenAddress): string | undefined {
    return this.#entries(listen).find(({ path }) => path !== undefined)?.path;
  }

  /** Those of an address before those of all addresses. */
  #entries({ address, port }: ListenAddress): ListenerCertificate[] {
    const wildcard = isIPv6(address) ? '::' : '0.0.0.0';
    return [address, wildcard].flatMap(wanted =>
      this.#now.certificates.filter(each => each.address === wanted && each.port === port),
    );
  }
}
