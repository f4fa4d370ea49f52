// The lines of `rondo status` about the certificates of addresses that answer over TLS, and of the admin address.
import { spanText } from '../time/span.js';
import { namesText } from '../view/fault-text.js';
import type { CertificateState, ListenerCertificateView } from '../view/listener-certificate.js';
import { numberText } from '../view/plural.js';
import type { Colour } from './colour.js';
import type { Line } from './lines.js';

/** The most that have a line. */
const MAX_SHOWN = 3;
/** The most hosts that one line names, and ports of each. */
const MAX_HOSTS = 4;
const MAX_PORTS = 3;

const COLOURS: Partial<Record<CertificateState, Colour>> = {
  early: 'yellow',
  ending: 'yellow',
  ended: 'red',
};

/** Addresses, each host once: `192.0.2.1:853 and :443`. */
function addressesText(listen: readonly string[]): string {
  const ports = new Map<string, string[]>();
  for (const address of listen) {
    const at = address.lastIndexOf(':');
    const host = address.slice(0, at);
    ports.set(host, [...(ports.get(host) ?? []), address.slice(at)]);
  }
  const hosts = [...ports].map(
    ([host, all]) => host + (all.length === 2 ? all.join(' and ') : namesText(all, MAX_PORTS)),
  );
  return namesText(hosts, MAX_HOSTS);
}

/** @param nowMs in milliseconds since 1970 */
function timeText({ state, from, until }: ListenerCertificateView, nowMs: number): string {
  const [firstDay, lastDay] = [from.slice(0, 10), until.slice(0, 10)];
  if (state === 'early') return `is valid only from ${firstDay}: look at the clock of this machine`;
  const leftMs = Date.parse(until) - nowMs;
  if (state === 'ended') return `ended ${lastDay} (${spanText(-leftMs)} ago): renew it`;
  return `until ${lastDay} (${spanText(leftMs)} left)${state === 'ending' ? ': renew it' : ''}`;
}

/** A line for each of the first. @param indent of all but the first @param nowMs in milliseconds since 1970 */
export function certificateLines(
  certificates: readonly ListenerCertificateView[],
  indent: number,
  nowMs: number,
): Line[] {
  const lines = certificates.slice(0, MAX_SHOWN).map((certificate, index): Line => {
    const { name, listen, state } = certificate;
    const whose = name === undefined ? 'certificate' : `certificate of ${name}`;
    const text = `${whose} on ${addressesText(listen)} ${timeText(certificate, nowMs)}`;
    return [{ text: (index === 0 ? 'tls' : '').padEnd(indent) }, { text, colour: COLOURS[state] }];
  });
  const more = certificates.length - MAX_SHOWN;
  if (more <= 0) return lines;
  return [...lines, [{ text: ' '.repeat(indent) }, { text: `and ${numberText(more)} more` }]];
}
