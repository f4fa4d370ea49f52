// Catalogs (RFC 9432) between Rondo, Knot and BIND: zones come and go at whoever reads the catalog, whoever makes it.
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { until } from '../support/ask.js';
import { type Running, start } from '../support/processes.js';
import { needs, program } from '../support/programs.js';
import { quietPort } from '../support/quiet-port.js';
import { answering, startServe } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';
import { recordsOf, serialOf } from './zone-contents.js';

const folder = new TempFolder();
afterAll(() => folder.remove());

const CATALOG = 'cat.test.';

/** Ends with the test. */
function run(command: string, ...args: readonly string[]): Running {
  const running = start(command, args);
  onTestFinished(async () => {
    await running.stop('SIGKILL');
  });
  return running;
}

interface Place {
  readonly port: number;
  /** Where zones come from. */
  readonly primary: number;
  /** Who is told of changes. */
  readonly told?: number;
}

const KNOT_HEAD = (name: string, port: number, other: number) => `server:
  rundir: "${folder.at(name)}"
  listen: 127.0.0.1@${port}
  udp-workers: 1
  tcp-workers: 1
  background-workers: 1
log:
  - target: stderr
    any: info
database:
  storage: "${folder.at(name)}"
remote:
  - id: other
    address: 127.0.0.1@${other}
acl:
  - id: near
    address: 127.0.0.1
    action: [notify, transfer]
`;

/** Knot takes what the catalog lists. */
function knotReads({ port, primary }: Place): Running {
  const text = `${KNOT_HEAD('knot', port, primary)}template:
  - id: member
    storage: "${folder.at('knot')}"
    master: other
    acl: near
    zonefile-sync: -1
  - id: special
    storage: "${folder.at('knot')}"
    file: "special-%s"
    master: other
    acl: near
zone:
  - domain: ${CATALOG}
    storage: "${folder.at('knot')}"
    master: other
    acl: near
    catalog-role: interpret
    catalog-template: [member, special]
`;
  return run(program('knotd')!, '-c', folder.write('knot/own.conf', text));
}

const BIND_HEAD = (name: string, port: number) => `  directory "${folder.at(name)}";
  listen-on port ${port} { 127.0.0.1; };
  listen-on-v6 { none; };
  recursion no;
  dnssec-validation no;
  allow-transfer { any; };
  pid-file none;
  lock-file none;
  session-keyfile none;
  empty-zones-enable no;
`;

/** BIND takes what the catalog lists. */
function bindReads({ port, primary }: Place): Running {
  mkdirSync(folder.at('bind/members'), { recursive: true });
  const text = `options {
${BIND_HEAD('bind', port)}  notify no;
  allow-notify { any; };
  catalog-zones {
    zone "${CATALOG}" default-primaries { 127.0.0.1 port ${primary}; } zone-directory "members" min-update-interval 1;
  };
};
controls { };
zone "${CATALOG}" { type secondary; file "catalog.zone"; primaries { 127.0.0.1 port ${primary}; }; };
`;
  return run(program('named')!, '-g', '-n', '1', '-c', folder.write('bind/own.conf', text));
}

/** Rondo takes what the catalog lists. */
async function rondoReads(name: string, { port, primary }: Place): Promise<Running> {
  const text = `listen: 127.0.0.1:${port}
state: state.json
admin: off
forward: off
zones: [{ name: ${CATALOG}, primaries: "127.0.0.1:${primary}", catalog: {} }]
transfer: { to: 127.0.0.1 }
`;
  folder.write(`${name}/rondo.yaml`, text);
  const running = startServe([], folder.at(name));
  onTestFinished(async () => {
    await running.stop('SIGKILL');
  });
  await answering(running);
  return running;
}

/** Which of the zones a server answers for, with their serials. */
async function servedBy(port: number, zones: readonly string[]): Promise<Record<string, number | undefined>> {
  const serials = await Promise.all(zones.map(zone => serialOf(port, zone).catch(() => undefined)));
  return Object.fromEntries(zones.map((zone, index) => [zone, serials[index]]));
}

test('Knot, BIND and Rondo have the zones of a catalog that Rondo makes, as they come and go', {
  timeout: 180_000,
}, async context => {
  context.skip(...needs('knotd', 'named'));
  const [own, knot, bind, rondo] = [
    await quietPort(),
    await quietPort(),
    await quietPort(),
    await quietPort(),
  ];
  const zones = ['one.test', 'two.test', 'three.test', 'special.test'];
  const write = (zone: string, serial = 1) =>
    folder.write(`own/zones/${zone}.zone`, masterFile().replace('hostmaster 1 ', `hostmaster ${serial} `));
  for (const zone of ['one.test', 'two.test']) write(zone);
  folder.write('own/special/special.test.zone', masterFile());
  const notify = [knot, bind, rondo].map(port => `"127.0.0.1:${port}"`);
  folder.write(
    'own/rondo.yaml',
    `listen: 127.0.0.1:${own}
state: state.json
admin: off
forward: off
zones:
  - { file: zones/*.zone, in-catalog: ${CATALOG} }
  - { file: special/*.zone, in-catalog: { name: ${CATALOG}, group: special } }
  - { name: ${CATALOG}, catalog: produce }
transfer: { to: 127.0.0.1, notify: [${notify}] }
`,
  );
  let producer = startServe([], folder.at('own'));
  onTestFinished(async () => {
    await producer.stop('SIGKILL');
  });
  await answering(producer);
  const consumers = [
    { name: 'Knot', port: knot, running: knotReads({ port: knot, primary: own }) },
    { name: 'BIND', port: bind, running: bindReads({ port: bind, primary: own }) },
    { name: 'Rondo', port: rondo, running: await rondoReads('rondo', { port: rondo, primary: own }) },
  ];
  const all = async (wanted: Record<string, number | undefined>) => {
    for (const { name, port, running } of consumers)
      await until(
        async () => ({ name, served: await servedBy(port, zones) }),
        ({ served }) => zones.every(zone => served[zone] === wanted[zone]),
      ).catch(error => {
        throw new Error(`${error.message}\n${running.output}\n${producer.output}`);
      });
  };
  await all({ 'one.test': 1, 'two.test': 1, 'special.test': 1 });
  // The group is the name of a template there.
  await until(
    () => readdirSync(folder.at('knot')),
    names => names.includes('special-special.test'),
  );
  const before = (await serialOf(own, CATALOG))!;
  write('three.test');
  write('one.test', 2);
  rmSync(folder.at('own/zones/two.test.zone'));
  await all({ 'one.test': 2, 'three.test': 1, 'special.test': 1 });
  expect(await serialOf(own, CATALOG)).toBeGreaterThan(before);
  // A file with an error keeps its zone in the catalog, and so does a restart.
  const serial = await serialOf(own, CATALOG);
  await producer.stop('SIGKILL');
  folder.write('own/zones/three.test.zone', 'no zone\n');
  producer = startServe([], folder.at('own'));
  await answering(producer);
  expect(await serialOf(own, CATALOG)).toBe(serial);
  const records = await recordsOf(own, CATALOG);
  expect(records.filter(line => / PTR /i.test(line))).toHaveLength(3);
  expect(await recordsOf(rondo, CATALOG)).toEqual(records);
  await all({ 'one.test': 2, 'three.test': 1, 'special.test': 1 });
});

test('Rondo has the zones of a catalog that Knot makes, and of one that BIND holds', {
  timeout: 180_000,
}, async context => {
  context.skip(...needs('knotd', 'named'));
  const knot = { port: await quietPort(), primary: await quietPort() };
  const bind = { port: await quietPort(), primary: await quietPort() };
  const zones = ['a.test', 'b.test', 'c.test'];
  folder.write('makes/common.zone', masterFile());
  const knotConf = (...members: readonly string[]) =>
    folder.write(
      'makes/own.conf',
      `${KNOT_HEAD('makes', knot.primary, knot.port)}template:
  - id: default
    storage: "${folder.at('makes')}"
    acl: near
    notify: other
  - id: member
    storage: "${folder.at('makes')}"
    file: common.zone
    acl: near
    notify: other
    zonefile-sync: -1
    catalog-role: member
    catalog-zone: ${CATALOG}
zone:
  - domain: ${CATALOG}
    file: catalog.zone
    catalog-role: generate
${members.map(zone => `  - domain: ${zone}.\n    template: member\n`).join('')}`,
    );
  const maker = run(program('knotd')!, '-c', knotConf('a.test', 'b.test'));
  let serial = 1;
  const bindCatalog = (...members: readonly string[]) =>
    folder.write(
      'holds/catalog.zone',
      `$TTL 0\n@ SOA invalid. invalid. ${serial++} 3600 600 604800 0\n@ NS invalid.\nversion TXT "2"\n${members
        .map(zone => `n-${zone.split('.')[0]}.zones PTR ${zone}.\n`)
        .join('')}`,
    );
  bindCatalog('a.test', 'b.test');
  folder.write('holds/common.zone', masterFile());
  folder.write(
    'holds/own.conf',
    `options {
${BIND_HEAD('holds', bind.primary)}  notify explicit;
  also-notify { 127.0.0.1 port ${bind.port}; };
  notify-delay 0;
};
controls { };
${['cat', 'a', 'b', 'c']
  .map(
    name => `zone "${name}.test" { type primary; file "${name === 'cat' ? 'catalog' : 'common'}.zone"; };\n`,
  )
  .join('')}`,
  );
  const holder = run(program('named')!, '-g', '-n', '1', '-c', folder.at('holds/own.conf'));
  const ofKnot = await rondoReads('reads-knot', knot);
  const ofBind = await rondoReads('reads-bind', bind);
  const both = async (...wanted: readonly string[]) => {
    for (const [port, rondo, other] of [
      [knot.port, ofKnot, maker],
      [bind.port, ofBind, holder],
    ] as const)
      await until(
        () => servedBy(port, zones),
        served => zones.every(zone => (served[zone] !== undefined) === wanted.includes(zone)),
      ).catch(error => {
        throw new Error(`${error.message}\n${rondo.output}\n${other.output}`);
      });
  };
  await both('a.test', 'b.test');
  const kept = () =>
    readdirSync(folder.at('reads-knot/state.transferred/members'))
      .filter(name => name.endsWith('.zone'))
      .map(name => name.replace(/~.*/, ''))
      .sort();
  expect(kept()).toEqual(['a.test', 'b.test']);
  knotConf('b.test', 'c.test');
  maker.child.kill('SIGHUP');
  bindCatalog('b.test', 'c.test');
  holder.child.kill('SIGHUP');
  await both('b.test', 'c.test');
  await until(kept, names => names.join() === 'b.test,c.test');
});
