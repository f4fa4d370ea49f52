// Rondo itself, on each transport, with everything that is on by default.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Peer, type SecureSite, type Site, TRANSFER_KEY, writeInto } from './peer.js';

const TRANSFER = `keys: { ${TRANSFER_KEY.name}: { secret: "${TRANSFER_KEY.secret}" } }
transfer: { to: [127.0.0.0/8, ${TRANSFER_KEY.name}] }
`;

/** The generator is at loopback, where nobody is limited as it is shipped: it is, and never gets too much. */
const RATE_LIMIT = 'rate-limit: { per-second: 1000000, exempt: none }\n';

/** The line for the build of a checkout, which may be older than the limit. */
function limitOf(checkout: string): string {
  const schema = readFileSync(join(checkout, 'schema/rondo.schema.json'), 'utf8');
  return schema.includes('"rate-limit"') ? RATE_LIMIT : '';
}

function secureEntry({ port, cert, key, path }: SecureSite): string {
  const https = path === undefined ? '' : `https: ${path}, `;
  return `{ address: 127.0.0.1:${port}, ${https}tls: { cert: "${cert}", key: "${key}" } }`;
}

function configOf(port: number, site: Site, limit: string): string {
  const { zones, upstreamPort, isCaching, probePort, probedNames = zones.origins, threads = 1 } = site;
  const secure = site.tls === undefined ? '' : `, ${secureEntry(site.tls)}`;
  const transfer = site.isTransferred === true ? TRANSFER : '';
  const entry = (name: string) => `  - { match: "${name} A", http: /, port: ${probePort} }\n`;
  const probed = `health:\n${probedNames.map(entry).join('')}`;
  return `listen: [127.0.0.1:${port}${secure}]
zones: ["${zones.folder}/*.zone"]
forward: ${upstreamPort === undefined ? 'off' : `[127.0.0.1:${upstreamPort}]`}
cache: ${isCaching ? 10_000 : 'off'}
log: { level: warn }
workers: ${threads}
${limit}${transfer}${probePort === undefined ? '' : probed}`;
}

type Kind = 'auto' | 'batch' | 'dgram';

/** @param limit what is said of the rate limit */
export const onTransport = (
  kind: Kind,
  name = kind === 'auto' ? 'rondo' : `rondo-${kind}`,
  { main = 'dist/main.js', node = process.execPath, limit = RATE_LIMIT } = {},
): Peer => ({
  name,
  works: 'abcdefgh',
  prepare(folder, port, site) {
    const config = writeInto(folder, 'rondo.yaml', configOf(port, site, limit));
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
  onTransport('batch', BEFORE, { main: join(checkout, 'dist/main.js'), limit: limitOf(checkout) });

/** This build with another Node, on the batch transport. @param node its program @throws Error when that does not run */
export const rondoUnder = (node: string) =>
  onTransport('batch', `Node ${execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()}`, { node });
