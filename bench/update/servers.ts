// Rondo, Knot and BIND with one zone that may be updated by whoever has the key.
import { bindOptions } from '../peers/bind.js';
import { knotStorage } from '../peers/knot.js';
import { type Command, TRANSFER_KEY, writeInto } from '../peers/peer.js';

export const ZONE = 'up.test';
const { name, secret } = TRANSFER_KEY;

/** Where a server runs. */
export interface Place {
  readonly folder: string;
  readonly port: number;
  /** The zone file, in the folder. */
  readonly file: string;
}

/** One server. */
export interface UpdatedServer {
  readonly name: string;
  /** Writes its configuration. @returns the command */
  prepare(place: Place): Command;
}

const rondo: UpdatedServer = {
  name: 'rondo',
  prepare({ folder, port, file }) {
    const config = writeInto(
      folder,
      'rondo.yaml',
      `listen: 127.0.0.1:${port}
forward: off
admin: off
state: ${folder}/state.json
keys: { ${name}: { secret: "${secret}" } }
zones: [{ file: ${file}, update: ${name} }]
`,
    );
    return [process.execPath, 'dist/main.js', 'serve', '--config', config];
  },
};

const knot: UpdatedServer = {
  name: 'knot',
  prepare({ folder, port, file }) {
    const text = `server:
  rundir: "${folder}"
  listen: 127.0.0.1@${port}
${knotStorage(folder)}key:
  - id: ${name}
    algorithm: hmac-sha256
    secret: ${secret}
acl:
  - id: keyed
    key: ${name}
    action: update
zone:
  - domain: ${ZONE}
    file: "${file}"
    acl: keyed
    zonefile-sync: -1
    zonefile-load: difference
    journal-content: changes
`;
    return ['knotd', '-c', writeInto(folder, 'knot.conf', text)];
  },
};

const bind: UpdatedServer = {
  name: 'bind',
  prepare({ folder, port, file }) {
    const text = `key "${name}" { algorithm hmac-sha256; secret "${secret}"; };
options {
${bindOptions(folder, port)}  notify no;
};
controls { };
zone "${ZONE}" { type primary; file "${file}"; allow-update { key "${name}"; }; };
`;
    return ['named', '-g', '-c', writeInto(folder, 'named.conf', text)];
  },
};

export const UPDATED_SERVERS: readonly UpdatedServer[] = [rondo, knot, bind];
