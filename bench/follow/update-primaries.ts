// Knot and BIND as primaries: a dynamic update (RFC 2136) changes what secondaries get, as of a program that watches health.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { bindOptions } from '../peers/bind.js';
import { knotStorage } from '../peers/knot.js';
import { writeInto } from '../peers/peer.js';
import { updateMessage } from '../update/update-message.js';
import { addressOf, type Changer, labelOf, NUMBERS, type Place, type Primary, STEADY } from './names.js';

const TTL = 5;
const LIMIT_MS = 5_000;

const open =
  (zone: string) =>
  async ({ port }: Place): Promise<Changer> => {
    const socket = createSocket('udp4');
    socket.connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return {
      async change(number, isThere) {
        const replied = once(socket, 'message', { signal: AbortSignal.timeout(LIMIT_MS) });
        const beganMs = Date.now();
        const record = { zone, label: labelOf(number), address: addressOf(number), ttl: TTL };
        socket.send(updateMessage(record, isThere));
        const [reply] = (await replied) as [Buffer];
        if ((reply[3] & 0xf) !== 0)
          throw new Error(`${zone}: the update was answered with ${reply[3] & 0xf}`);
        return beganMs;
      },
      close: () => socket.close(),
    };
  };

function writeZone(folder: string, zone: string): string {
  const names = NUMBERS.map(each => `${labelOf(each)} A ${STEADY}\n${labelOf(each)} A ${addressOf(each)}\n`);
  const apex = `$TTL ${TTL}\n@ SOA ns hostmaster 1 3600 600 604800 5\n@ NS ns\nns A 127.0.0.1\n`;
  return writeInto(folder, `${zone}.zone`, `$ORIGIN ${zone}.\n${apex}${names.join('')}`);
}

export const knotPrimary: Primary = {
  name: 'knot',
  zone: 'knot.test',
  told: 'an update',
  prepare({ folder, port }, secondaries) {
    const ids = secondaries.map(each => `s${each}`);
    const remotes = secondaries.map(each => `  - id: s${each}\n    address: 127.0.0.1@${each}\n`);
    writeZone(folder, 'knot.test');
    const text = `server:
  rundir: "${folder}"
  listen: 127.0.0.1@${port}
${knotStorage(folder)}remote:
${remotes.join('')}acl:
  - id: near
    address: 127.0.0.1
    action: [transfer, update]
zone:
  - domain: knot.test
    storage: "${folder}"
    notify: [${ids.join(', ')}]
    acl: near
    zonefile-sync: -1
    zonefile-load: difference
    journal-content: changes
`;
    return ['knotd', '-c', writeInto(folder, 'knot.conf', text)];
  },
  open: open('knot.test'),
};

export const bindPrimary: Primary = {
  name: 'bind',
  zone: 'bind.test',
  told: 'an update',
  prepare({ folder, port }, secondaries) {
    const file = writeZone(folder, 'bind.test');
    const text = `options {
${bindOptions(folder, port)}  allow-transfer { 127.0.0.1; };
  notify explicit;
  notify-delay 0;
};
controls { };
zone "bind.test" {
  type primary;
  file "${file}";
  allow-update { 127.0.0.1; };
  also-notify { ${secondaries.map(each => `127.0.0.1 port ${each};`).join(' ')} };
};
`;
    return ['named', '-g', '-c', writeInto(folder, 'named.conf', text)];
  },
  open: open('bind.test'),
};
