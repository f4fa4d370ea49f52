// What the metrics show of listeners that speak TLS.
import { X509Certificate } from 'node:crypto';
import type { Config } from '../config/config.js';
import type { ListenerSample } from '../observe/listener-metrics.js';
import { showAddress } from '../serve/listen-error.js';

export function listenerSamples({ encrypted }: Pick<Config, 'encrypted'>): ListenerSample[] {
  return encrypted.flatMap(({ certificate, ...listen }) => {
    if (certificate === undefined) return [];
    const certificateExpiresMs = Date.parse(new X509Certificate(certificate.cert).validTo);
    return { listen: showAddress(listen), certificateExpiresMs };
  });
}
