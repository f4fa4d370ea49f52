// What the metrics show of listeners that speak TLS.
import type { Config } from '../config/config.js';
import type { ListenerSample } from '../observe/listener-metrics.js';
import { showAddress } from '../serve/listen-error.js';

export function listenerSamples({ encrypted }: Pick<Config, 'encrypted'>): ListenerSample[] {
  return encrypted.flatMap(({ certificate, ...listen }) => {
    if (certificate === undefined) return [];
    return { listen: showAddress(listen), certificateExpiresMs: certificate.expiresMs };
  });
}
