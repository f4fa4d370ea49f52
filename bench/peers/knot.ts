// Knot DNS: one worker for UDP, cookies on, zone files read whole and not written back.
import { COOKIE_SECRET, type Peer, writeInto } from './peer.js';

export const knot: Peer = {
  name: 'knot',
  works: 'abcdg',
  prepare(folder, port, { zones }) {
    const text = `server:
  rundir: "${folder}"
  listen: 127.0.0.1@${port}
  udp-workers: 1
  tcp-workers: 1
  background-workers: 1
log:
  - target: stderr
    any: error
database:
  storage: "${folder}"
mod-cookies:
  - id: cookies
    secret: "0x${COOKIE_SECRET}"
template:
  - id: default
    global-module: mod-cookies/cookies
    storage: "${zones.folder}"
    file: "%s.zone"
    zonefile-sync: -1
    zonefile-load: whole
    journal-content: none
    semantic-checks: off
zone:
${zones.origins.map(origin => `  - domain: "${origin}"\n`).join('')}`;
    return ['knotd', '-c', writeInto(folder, 'knot.conf', text)];
  },
};
