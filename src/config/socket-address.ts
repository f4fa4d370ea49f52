// Addresses with their ports, as the configuration has them.

/** A transport address with its port. */
export interface SocketAddress {
  readonly address: string;
  readonly port: number;
}

export const DNS_PORT = 53;
/** DNS over TLS (RFC 7858 §3.1). */
export const TLS_PORT = 853;
export const HTTPS_PORT = 443;

/** An endpoint with the port that it has when none is written. */
export function withPort(
  { address, port }: { readonly address: string; readonly port?: number },
  usual: number,
): SocketAddress {
  return { address, port: port ?? usual };
}
