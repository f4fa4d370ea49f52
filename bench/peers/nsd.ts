// NSD: one server process, no rate limit, cookies on, answers without what is not asked for.
import { COOKIE_SECRET, type Peer, writeInto } from './peer.js';

export const nsd: Peer = {
  name: 'nsd',
  works: 'abcdg',
  prepare(folder, port, { zones }) {
    const list = zones.origins.map(origin => `zone:\n  name: "${origin}"\n  zonefile: "${origin}.zone"\n`);
    const text = `server:
  ip-address: 127.0.0.1@${port}
  username: ""
  chroot: ""
  zonesdir: "${zones.folder}"
  database: ""
  pidfile: "${folder}/nsd.pid"
  xfrdfile: "${folder}/xfrd.state"
  zonelistfile: "${folder}/zone.list"
  server-count: 1
  minimal-responses: yes
  rrl-ratelimit: 0
  answer-cookie: yes
  cookie-secret: "${COOKIE_SECRET}"
remote-control:
  control-enable: no
${list.join('')}`;
    return ['nsd', '-d', '-c', writeInto(folder, 'nsd.conf', text)];
  },
};
