// What a probe is pointed at.

export interface Target {
  /** An IPv4 or IPv6 address as text; it is dialled as it stands and never looked up. */
  readonly address: string;
  /** Absent when neither the member nor the probe names one and the kind has no usual one. */
  readonly port?: number;
  /** The name to ask for when the probe names none: a name or an address, with or without a port. */
  readonly host: string;
}

/** The target as people write it: `127.0.0.2:8082`, `[::1]:443`, `127.0.0.2` without a port. */
export function targetToText({ address, port }: Pick<Target, 'address' | 'port'>): string {
  if (port === undefined) return address;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
