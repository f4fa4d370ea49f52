// Rondo itself, on each transport, with everything that is on by default.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { type Peer, type Site, TRANSFER_KEY, writeInto } from './peer.js';

const TRANSFER = `keys: { ${TRANSFER_KEY.name}: { secret: "${TRANSFER_KEY.secret}" } }
transfer: { to: [127.0.0.0/8, ${TRANSFER_KEY.name}] }
`;

function configOf(port: number, site: Site): string {
  const { zones, upstreamPort, isCaching, probePort, probedNames = zones.origins, threads = 1 } = site;
  const { tls } = site;
  const secure =
    tls === undefined
      ? ''
      : `, { address: 127.0.0.1:${tls.port}, tls: { cert: "${tls.cert}", key: "${tls.key}" } }`;
  const transfer = site.isTransferred === true ? TRANSFER : '';
  const entry = (name: string) => `  - { match: "${name} A", http: /, port: ${probePort} }\n`;
  const probed = `health:\n${probedNames.map(entry).join('')}`;
  return `listen: [127.0.0.1:${port}${secure}]
zones: ["${zones.folder}/*.zone"]
forward: ${upstreamPort === undefined ? 'off' : `[127.0.0.1:${upstreamPort}]`}
cache: ${isCaching ? 10_000 : 'off'}
log: { level: warn }
workers: ${threads}
${transfer}${probePort === undefined ? '' : probed}`;
}

type Kind = 'auto' | 'batch' | 'dgram';

const onTransport = (
  kind: Kind,
  name = kind === 'auto' ? 'rondo' : `rondo-${kind}`,
  { main = 'dist/main.js', node = process.execPath } = {},
): Peer => ({
  name,
  works: 'abcdefg',
  prepare(folder, port, site) {
    const config = writeInto(folder, 'rondo.yaml', configOf(port, site));
    return [node, main, 'serve', '--config', config, '--transport', kind];
  },
});

/** On the transport that it takes when it is not told one. */
export const rondo = onTransport('auto');
export const rondoBatch = onTransport('batch');
export const rondoDgram = onTransport('dgram');

/** How the build of another checkout is called. */
export const BEFORE = 'rondo-before';
/** The build of another checkout, on the batch transport. */
export const rondoBefore = (checkout: string) =>
  onTransport('batch', BEFORE, { main: join(checkout, 'dist/main.js') });

/** This build with another Node, on the batch transport. @param node its program @throws Error when that does not run */
export const rondoUnder = (node: string) =>
  onTransport('batch', `Node ${execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()}`, { node });
