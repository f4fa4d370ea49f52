// PowerDNS with its bind backend and the caches as shipped; its look-up of security advice is off, which would leave the machine.
import { COOKIE_SECRET, type Peer, writeInto } from './peer.js';

export const powerdns: Peer = {
  name: 'powerdns',
  works: 'abcdgh',
  prepare(folder, port, { zones }) {
    const list = zones.origins.map(
      origin => `zone "${origin}" { type master; file "${zones.folder}/${origin}.zone"; };\n`,
    );
    const bindConfig = writeInto(folder, 'zones.conf', list.join(''));
    const text = `launch=bind
bind-config=${bindConfig}
local-address=127.0.0.1
local-port=${port}
socket-dir=${folder}
receiver-threads=1
distributor-threads=1
edns-cookie-secret=${COOKIE_SECRET}
security-poll-suffix=
daemon=no
guardian=no
write-pid=no
loglevel=3
`;
    writeInto(folder, 'pdns.conf', text);
    return ['pdns_server', `--config-dir=${folder}`];
  },
};
