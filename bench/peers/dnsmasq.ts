// dnsmasq: names from a hosts file, its zones kept at home, the rest forwarded when there is an upstream.
import { type Peer, writeInto } from './peer.js';

/** dnsmasq gives up its privileges and could not read the files of the bench then. */
const STAYS_ROOT = process.getuid?.() === 0 ? 'user=root\ngroup=root\n' : '';

export const dnsmasq: Peer = {
  name: 'dnsmasq',
  works: 'abcdefg',
  prepare(folder, port, { zones, hostsFile, upstreamPort, isCaching }) {
    const text = `port=${port}
listen-address=127.0.0.1
bind-interfaces
no-resolv
no-hosts
pid-file=
${STAYS_ROOT}dns-forward-max=10000
cache-size=${isCaching ? 10000 : 0}
${hostsFile === undefined ? '' : `addn-hosts=${hostsFile}\n`}${zones.origins.map(origin => `local=/${origin}/\n`).join('')}${upstreamPort === undefined ? '' : `server=127.0.0.1#${upstreamPort}\n`}`;
    return ['dnsmasq', '-k', '-C', writeInto(folder, 'dnsmasq.conf', text)];
  },
};
