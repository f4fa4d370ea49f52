// The certificates of the moment, by the address that they are for; whoever shows one asks for it at each connection.
import { isIPv6 } from 'node:net';
import type { ListenAddress } from '../query-service.js';

/** A certificate with its chain, and its private key, in PEM form. */
export interface CertificateAndKey {
  readonly cert: string;
  readonly key: string;
}

/** The certificate that is shown at an address, as configured: perhaps a wildcard address, or port 0. */
export interface ListenerCertificate extends ListenAddress {
  readonly certificate: CertificateAndKey;
}

export class Certificates {
  #all: readonly ListenerCertificate[];

  constructor(all: readonly ListenerCertificate[]) {
    this.#all = all;
  }

  /** Others are shown from now on, as far as they differ. */
  set all(all: readonly ListenerCertificate[]) {
    this.#all = all.map(each => {
      const { certificate } =
        this.#all.find(({ certificate: { cert, key } }) => {
          return cert === each.certificate.cert && key === each.certificate.key;
        }) ?? each;
      return { ...each, certificate };
    });
  }

  /**
   * The certificate of an address: the same object for as long as it is the same.
   * @returns undefined when none is configured any more
   */
  find({ address, port }: ListenAddress): CertificateAndKey | undefined {
    const wildcard = isIPv6(address) ? '::' : '0.0.0.0';
    const of = (wanted: string) => this.#all.find(each => each.address === wanted && each.port === port);
    return (of(address) ?? of(wildcard))?.certificate;
  }
}
