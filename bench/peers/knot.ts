// Knot DNS: one worker for UDP, cookies on, zone files read whole and not written back.
import { COOKIE_SECRET, type Peer, TRANSFER_KEY, writeInto } from './peer.js';

const { name, secret } = TRANSFER_KEY;
const TRANSFER = {
  keys: `key:
  - id: ${name}
    algorithm: hmac-sha256
    secret: ${secret}
acl:
  - id: near
    address: 127.0.0.0/8
    action: transfer
  - id: signed
    key: ${name}
    action: transfer
`,
  journal: `zonefile-load: difference
    journal-content: changes
    acl: [near, signed]`,
};

/** Sections in which errors alone are told, and everything is in one folder. */
export function knotStorage(folder: string): string {
  return `log:
  - target: stderr
    any: error
database:
  storage: "${folder}"
`;
}

export const knot: Peer = {
  name: 'knot',
  works: 'abcdgh',
  prepare(folder, port, { zones, isTransferred = false }) {
    const text = `server:
  rundir: "${folder}"
  listen: 127.0.0.1@${port}
  udp-workers: 1
  tcp-workers: 1
  background-workers: 1
${knotStorage(folder)}mod-cookies:
  - id: cookies
    secret: "0x${COOKIE_SECRET}"
${isTransferred ? TRANSFER.keys : ''}template:
  - id: default
    global-module: mod-cookies/cookies
    storage: "${zones.folder}"
    file: "%s.zone"
    zonefile-sync: -1
    ${isTransferred ? TRANSFER.journal : 'zonefile-load: whole\n    journal-content: none'}
    semantic-checks: off
zone:
${zones.origins.map(origin => `  - domain: "${origin}"\n`).join('')}`;
    return ['knotd', '-c', writeInto(folder, 'knot.conf', text)];
  },
};
