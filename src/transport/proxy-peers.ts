// The proxies that say who their clients are: they put a header in front of all that they send.

/** What others send is taken as it is. */
export interface ProxyPeers {
  /** @param address as text, as Node gives it */
  allows(address: string): boolean;
  /** The same of the `length` octets at `octets[at]`. */
  allowsOctets(octets: Uint8Array, at: number, length: number): boolean;
}
