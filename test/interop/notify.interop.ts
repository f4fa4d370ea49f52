// NSD, Knot and BIND as secondaries that hear of new versions by NOTIFY: signed, and not.
import { expect, onTestFinished, test } from 'vitest';
import { answers, ask, until } from '../support/ask.js';
import { type Running, start } from '../support/processes.js';
import { needs, program } from '../support/programs.js';
import { quietPort } from '../support/quiet-port.js';
import { serve } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';

const SECRET = 'MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=';
/** An hour, before which nobody looks by itself. */
const zone = (serial: number) => `$ORIGIN app.example.
$TTL 60
@   SOA ns1 hostmaster ${serial} 3600 3600 604800 60
@   NS  ns1
ns1 A   192.0.2.53
www A   192.0.2.${serial}
`;

/** What a secondary is started with: its folder, its port, that of its primary. */
interface Place {
  readonly folder: TempFolder;
  readonly port: number;
  readonly primary: number;
}

const SECONDARIES: Readonly<Record<string, (place: Place) => Running>> = {
  Knot: ({ folder, port, primary }) => {
    const config = folder.write(
      'knot/server.conf',
      `server:
  listen: 127.0.0.1@${port}
  rundir: "${folder.at('knot')}"
log:
  - target: stderr
    any: warning
database:
  storage: "${folder.at('knot')}"
remote:
  - id: rondo
    address: 127.0.0.1@${primary}
acl:
  - id: notify
    address: 127.0.0.1
    action: notify
zone:
  - domain: app.example
    storage: "${folder.at('knot')}"
    master: rondo
    acl: notify
`,
    );
    return start(program('knotd')!, ['-c', config]);
  },
  'NSD with a key': ({ folder, port, primary }) => {
    const at = folder.at('nsd');
    const config = folder.write(
      'nsd/server.conf',
      `server:
  ip-address: 127.0.0.1@${port}
  username: ""
  chroot: ""
  zonesdir: "${at}"
  database: ""
  pidfile: "${at}/nsd.pid"
  xfrdfile: "${at}/xfrd.state"
  xfrdir: "${at}"
  zonelistfile: "${at}/zone.list"
  server-count: 1
  xfrd-reload-timeout: 0
remote-control:
  control-enable: no
key:
  name: "told"
  algorithm: hmac-sha256
  secret: "${SECRET}"
zone:
  name: app.example
  zonefile: app.zone
  request-xfr: 127.0.0.1@${primary} NOKEY
  allow-notify: 127.0.0.1 told
`,
    );
    return start(program('nsd')!, ['-d', '-c', config]);
  },
  BIND: ({ folder, port, primary }) => {
    const config = folder.write(
      'bind/server.conf',
      `options {
  directory "${folder.at('bind')}";
  listen-on port ${port} { 127.0.0.1; };
  listen-on-v6 { none; };
  recursion no;
  dnssec-validation no;
  notify no;
  pid-file none;
  lock-file none;
  session-keyfile none;
};
controls { };
zone "app.example" { type secondary; file "app.zone"; primaries { 127.0.0.1 port ${primary}; }; };
`,
    );
    return start(program('named')!, ['-g', '-n', '1', '-c', config]);
  },
};

test('secondaries have a new version soon after an edit, long before they would look by themselves', async context => {
  context.skip(...needs('nsd', 'knotd', 'named'));
  const folder = new TempFolder();
  const running: Running[] = [];
  onTestFinished(async () => {
    await Promise.all(running.map(server => server.stop('SIGKILL')));
    folder.remove();
  });
  const ports = new Map<string, number>();
  for (const name of Object.keys(SECONDARIES)) ports.set(name, await quietPort());
  const notified = [...ports].map(
    ([name, port]) => `{ address: 127.0.0.1, port: ${port}${name.endsWith('key') ? ', key: told' : ''} }`,
  );
  folder.write('app.zone', zone(1));
  folder.write(
    'rondo.yaml',
    `listen: 127.0.0.1:0
zones: app.zone
forward: off
state: off
control: off
keys: { told: { algorithm: hmac-sha256, secret: "${SECRET}" } }
transfer: { to: 127.0.0.1, notify: [${notified.join(', ')}] }
`,
  );
  const { server, port: primary } = await serve(['--config', folder.at('rondo.yaml')]);
  running.push(server);
  for (const [name, port] of ports) running.push(SECONDARIES[name]({ folder, port, primary }));

  const address = async (port: number) => {
    const reply = await ask(port, 'www.app.example A').catch(() => undefined);
    return reply === undefined ? undefined : answers(reply)[0];
  };
  for (const serial of [1, 2, 3, 4]) {
    if (serial > 1) folder.write('app.zone', zone(serial));
    for (const [name, port] of ports)
      await until(
        async () => ({ name, found: await address(port) }),
        ({ found }) => found?.endsWith(`192.0.2.${serial}`) === true,
      );
  }
  expect(server.output).not.toContain('NOTIFY');
});
