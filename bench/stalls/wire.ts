// What is attacked: how its listener stands in the configuration, and how the honest ask over it.
import { CERTIFICATE } from '../certificate.js';

export type WireName = keyof typeof WIRES;

/** How the honest ask: on one connection, and with new ones, of which TLS has fewer. */
export const WIRES = {
  tcp: { kept: 'tcp', fresh: 'fresh', freshEveryMs: 20 },
  tls: { kept: 'tls', fresh: 'freshTls', freshEveryMs: 50 },
  https: { kept: 'https', fresh: 'freshHttps', freshEveryMs: 50 },
} as const;

/** What stands under `listen`. @param port of UDP and TCP @param attacked another one, or the same of TCP */
export function listenOn(wire: WireName, port: number, attacked: number): string {
  const plain = `127.0.0.1:${port}`;
  if (wire === 'tcp') return plain;
  const { cert, key } = CERTIFICATE;
  const path = wire === 'https' ? 'https: /dns-query, ' : '';
  return `${plain}, { address: 127.0.0.1:${attacked}, ${path}tls: { cert: ${cert}, key: ${key} } }`;
}
