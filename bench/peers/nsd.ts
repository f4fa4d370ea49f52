// NSD: one server process, no rate limit, cookies on, answers without what is not asked for.
import { COOKIE_SECRET, type Peer, TRANSFER_KEY, writeInto } from './peer.js';

const { name, secret } = TRANSFER_KEY;
const TRANSFER = {
  key: `key:\n  name: "${name}"\n  algorithm: hmac-sha256\n  secret: "${secret}"\n`,
  zone: `  provide-xfr: 127.0.0.0/8 NOKEY
  provide-xfr: 127.0.0.0/8 ${name}
  store-ixfr: yes
  create-ixfr: yes
  ixfr-size: 100000000
`,
};

export const nsd: Peer = {
  name: 'nsd',
  works: 'abcdgh',
  prepare(folder, port, { zones, tls, isTransferred = false }) {
    const list = zones.origins.map(
      origin =>
        `zone:\n  name: "${origin}"\n  zonefile: "${origin}.zone"\n${isTransferred ? TRANSFER.zone : ''}`,
    );
    const secure =
      tls === undefined
        ? ''
        : `  ip-address: 127.0.0.1@${tls.port}
  tls-port: ${tls.port}
  tls-service-pem: "${tls.cert}"
  tls-service-key: "${tls.key}"
`;
    const text = `server:
  ip-address: 127.0.0.1@${port}
${secure}  username: ""
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
${isTransferred ? TRANSFER.key : ''}${list.join('')}`;
    return ['nsd', '-d', '-c', writeInto(folder, 'nsd.conf', text)];
  },
};
