// What the metrics and a status show of listeners that speak TLS, and a status of the admin address, too.
import type { ServerCertificate } from '../config/certificate.js';
import { certificateState } from '../config/certificate-time.js';
import type { Config } from '../config/config.js';
import type { ListenerSample } from '../observe/listener-metrics.js';
import { showAddress } from '../serve/listen-error.js';
import { rfc3339 } from '../time/rfc3339.js';
import type { ListenerCertificateView } from '../view/listener-certificate.js';
import type { ServerParts } from '../view/status.js';

type Listening = Pick<Config, 'encrypted'>;

/** An address with a certificate, as configured. */
interface Certified {
  readonly listen: string;
  readonly certificate: ServerCertificate;
}

function certified({ encrypted }: Listening): Certified[] {
  return encrypted.flatMap(({ certificate, ...listen }) =>
    certificate === undefined ? [] : [{ listen: showAddress(listen), certificate }],
  );
}

export function listenerSamples(config: Listening): ListenerSample[] {
  return certified(config).map(({ listen, certificate }) => ({
    ...{ listen, certificateExpiresMs: certificate.expiresMs },
  }));
}

function ofAdmin({ admin }: Pick<Config, 'admin'>): Certified[] {
  return admin?.tls === undefined ? [] : [{ listen: showAddress(admin), certificate: admin.tls }];
}

/** Each certificate once, that which ends first before others. @param nowMs in milliseconds since 1970 */
export function certificatesOf(
  config: Listening & Pick<Config, 'admin'>,
  nowMs: number,
): Pick<ServerParts, 'certificates'> {
  const addresses = new Map<string, string[]>();
  const all = new Map<string, ServerCertificate>();
  for (const { listen, certificate } of [...certified(config), ...ofAdmin(config)]) {
    all.set(certificate.cert, certificate);
    addresses.set(certificate.cert, [...(addresses.get(certificate.cert) ?? []), listen]);
  }
  if (all.size === 0) return {};
  const certificates = [...all.values()]
    .sort((a, b) => a.expiresMs - b.expiresMs)
    .map(certificate => viewOf(certificate, addresses.get(certificate.cert)!, nowMs));
  return { certificates };
}

function viewOf(
  certificate: ServerCertificate,
  listen: readonly string[],
  nowMs: number,
): ListenerCertificateView {
  const { name, startsMs, expiresMs } = certificate;
  return {
    ...(name === undefined ? {} : { name }),
    ...{ listen, from: rfc3339(startsMs), until: rfc3339(expiresMs) },
    state: certificateState(certificate, nowMs),
  };
}
