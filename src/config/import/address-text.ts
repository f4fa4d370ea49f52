// Addresses with ports as rondo.yaml has them.

/** An address to answer on or to forward to; port 53 is not written. */
export function withPort(address: string, port: number): string {
  if (port === 53) return address;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
