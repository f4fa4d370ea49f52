// NSD, Knot, BIND and Rondo with one zone and the same keys, on loopback ports.
import { connect } from 'node:net';
import { TSIG_ALGORITHMS } from '../../src/dns/tsig/algorithm.js';
import { framed } from '../support/ask.js';
import { type Running, start } from '../support/processes.js';
import { program } from '../support/programs.js';
import { quietPort } from '../support/quiet-port.js';
import { answering, startServe } from '../support/rondo.js';
import { SECRET } from '../support/signed.js';
import type { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';
import { Asker } from './asker.js';

const ZONE = 'shop.example';
/** So many records take several messages of a transfer. */
const RECORDS = 6_000;

/** There is a key for each algorithm, called as it. */
const keys = TSIG_ALGORITHMS.map(algorithm => ({ name: `${algorithm}.key`, algorithm }));
const keyFile = keys
  .map(({ name, algorithm }) => `key "${name}" { algorithm ${algorithm}; secret "${SECRET}"; };\n`)
  .join('');

const nsdConf = (folder: string, port: number) => `server:
  ip-address: 127.0.0.1@${port}
  username: ""
  chroot: ""
  zonesdir: "${folder}"
  database: ""
  pidfile: "${folder}/nsd/nsd.pid"
  xfrdfile: "${folder}/nsd/xfrd.state"
  zonelistfile: "${folder}/nsd/zone.list"
  server-count: 1
  rrl-ratelimit: 0
remote-control:
  control-enable: no
${keys.map(({ name, algorithm }) => `key:\n  name: "${name}"\n  algorithm: ${algorithm}\n  secret: "${SECRET}"\n`).join('')}
zone:
  name: "${ZONE}"
  zonefile: "${ZONE}.zone"
  provide-xfr: 127.0.0.0/8 hmac-sha256.key
`;

const knotConf = (folder: string, port: number) => `server:
  rundir: "${folder}/knot"
  listen: 127.0.0.1@${port}
log:
  - target: stderr
    any: warning
database:
  storage: "${folder}/knot"
key:
${keys.map(({ name, algorithm }) => `  - id: ${name}\n    algorithm: ${algorithm}\n    secret: ${SECRET}\n`).join('')}
acl:
  - id: all
    action: transfer
    key: [${keys.map(({ name }) => name).join(', ')}]
zone:
  - domain: ${ZONE}
    storage: "${folder}"
    file: ${ZONE}.zone
    zonefile-sync: -1
    journal-content: none
    acl: all
`;

const bindConf = (folder: string, port: number) => `include "${folder}/tsig.key";
options {
  directory "${folder}/bind";
  listen-on port ${port} { 127.0.0.1; };
  listen-on-v6 { none; };
  recursion no;
  notify no;
  pid-file none;
  lock-file none;
  session-keyfile none;
  empty-zones-enable no;
  allow-transfer { key "hmac-sha256.key"; };
};
controls { };
zone "${ZONE}" { type primary; file "${folder}/${ZONE}.zone"; };
`;

/** Servers that were started; Rondo is the first. */
export class SignedFleet {
  private constructor(
    readonly running: readonly Running[],
    /** Rondo, BIND, Knot, NSD. */
    readonly askers: readonly Asker[],
  ) {}

  static async start(folder: TempFolder): Promise<SignedFleet> {
    const records = Array.from({ length: RECORDS }, (_, number) => `host${number} A 192.0.2.1`);
    folder.write(`${ZONE}.zone`, masterFile('www A 192.0.2.1', ...records));
    folder.write('tsig.key', keyFile);
    const yaml = folder.write(
      'rondo.yaml',
      `zones: [${ZONE}.zone]\nkeys: tsig.key\ntransfer: { to: [hmac-sha256.key] }\n`,
    );
    const conf = (name: string, text: string) => folder.write(`${name}/server.conf`, text);
    const [bind, knot, nsd] = [await quietPort(), await quietPort(), await quietPort()];
    const at = folder.path;
    const running = [
      startServe(['--config', yaml, '--listen', '127.0.0.1:0', '--forward', 'off', '--admin', 'off']),
      start(program('named')!, ['-g', '-n', '1', '-c', conf('bind', bindConf(at, bind))]),
      start(program('knotd')!, ['-c', conf('knot', knotConf(at, knot))]),
      start(program('nsd')!, ['-d', '-c', conf('nsd', nsdConf(at, nsd))]),
    ];
    const { port } = await answering(running[0]);
    const askers = await Promise.all([port, bind, knot, nsd].map(each => Asker.open(each)));
    return new SignedFleet(running, askers);
  }

  async end(): Promise<void> {
    for (const asker of this.askers) asker.close();
    await Promise.all(this.running.map(server => server.stop('SIGTERM')));
  }
}

/** All messages that a server sends to a request over TCP, up to one for which `isLast` holds. */
export function stream(
  port: number,
  request: Uint8Array,
  isLast: (message: Uint8Array) => boolean,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => socket.write(framed(request)));
    let received = Buffer.alloc(0);
    socket.on('error', reject);
    socket.on('end', () => reject(new Error('the server has closed the connection')));
    socket.on('data', data => {
      received = Buffer.concat([received, data]);
      while (received.length >= 2 && received.length >= received.readUInt16BE(0) + 2) {
        const end = received.readUInt16BE(0) + 2;
        const isEnd = isLast(Uint8Array.from(received.subarray(2, end)));
        received = received.subarray(end);
        if (!isEnd) continue;
        socket.destroy();
        resolve();
        return;
      }
    });
  });
}
