// What the manuals of gdnsd's plugins say, beside the real gdnsd: thresholds, families of addresses, several service types and
// chains of datacenters, in every combination of members that are up and down.
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { addresses, until } from '../support/ask.js';
import { needs } from '../support/programs.js';
import { serveInTest } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { startGdnsd } from './gdnsd.js';

/** A kind of resource, tried in every combination of states of its members. */
interface Kind {
  readonly name: string;
  readonly plugin: 'multifo' | 'simplefo' | 'metafo';
  /** For each member how it begins; its last part is another one in each combination. */
  readonly members: readonly ('v4' | 'v6')[];
  /** How many service types there are, each with a state of its own. */
  readonly services?: number;
  gdnsd(members: readonly string[]): string;
  /** Pools in YAML, of which the first has the name of the resource. */
  rondo(members: readonly string[], name: string): string;
  /** The one that is asked for without any failover. */
  readonly datacenter?: string;
}

const list = (members: readonly string[]) => `[${members.map(each => `"${each}"`).join(', ')}]`;
const labels = (members: readonly string[]) =>
  members.map((address, index) => `m${index} => ${address}`).join(', ');
const pool = (name: string, members: readonly string[], keys = '') =>
  `  ${name}: { probe: { use: ext }, ${keys}members: ${list(members)} }\n`;
const backup = (first: string, second: string) => `["${first}", { address: "${second}", backup: true }]`;

/**
 * Meant: when all datacenters are dead, gdnsd hands out the first one that it looks at. Rondo has each pool decide for itself what is
 * answered then, and asks the last of a chain, which may be a page that says sorry.
 */
const MEANT = [
  'three0.example.org A, up : gdnsd 10.7.0.1, Rondo 10.7.0.4',
  'simples0.example.org A, up : gdnsd 10.8.0.1, Rondo 10.8.0.3',
  'skipped0.example.org A, up : gdnsd 10.10.0.2, Rondo 10.10.0.3',
  'skipped1.example.org A, up 10.10.1.1: gdnsd 10.10.1.2, Rondo 10.10.1.3',
];

const KINDS: readonly Kind[] = [
  ...[
    { name: 'any', thresh: 0.01, keys: '', count: 3 },
    { name: 'most', thresh: 0.7, keys: 'panic-below: 70%, ', count: 4 },
    { name: 'every', thresh: 1, keys: 'panic-below: 100%, ', count: 2 },
  ].map(
    ({ name, thresh, keys, count }): Kind => ({
      name,
      plugin: 'multifo',
      members: Array.from({ length: count }, () => 'v4'),
      gdnsd: members => `{ service_types => ext, up_thresh => ${thresh}, ${labels(members)} }`,
      rondo: (members, own) => pool(own, members, keys),
    }),
  ),
  {
    name: 'ignored',
    plugin: 'multifo',
    members: ['v4', 'v4'],
    gdnsd: members => `{ service_types => ext, ignore_health => true, ${labels(members)} }`,
    rondo: (members, own) => `  ${own}: { members: ${list(members)} }\n`,
  },
  {
    name: 'families',
    plugin: 'multifo',
    members: ['v4', 'v4', 'v6', 'v6'],
    gdnsd: members =>
      `{ service_types => ext, up_thresh => 0.01, addrs_v4 => { ${labels(members.slice(0, 2))} }, addrs_v6 => { ${labels(members.slice(2))} } }`,
    rondo: (members, own) => pool(own, members),
  },
  {
    name: 'services',
    plugin: 'multifo',
    members: ['v4', 'v4'],
    services: 2,
    gdnsd: members => `{ service_types => [ ext, other ], up_thresh => 0.01, ${labels(members)} }`,
    rondo: (members, own) =>
      `  ${own}: { probe: { all: [{ use: ext }, { use: other }] }, members: ${list(members)} }\n`,
  },
  {
    name: 'twosimple',
    plugin: 'simplefo',
    members: ['v4', 'v4', 'v6', 'v6'],
    gdnsd: ([a, b, c, d]) =>
      `{ service_types => ext, addrs_v4 => { primary => ${a}, secondary => ${b} }, addrs_v6 => { primary => ${c}, secondary => ${d} } }`,
    rondo: ([a, b, c, d], own) =>
      `  ${own}: { probe: { use: ext }, members: [${backup(a, b).slice(1, -1)}, ${backup(c, d).slice(1, -1)}] }\n`,
  },
  {
    name: 'three',
    plugin: 'metafo',
    members: ['v4', 'v4', 'v4', 'v4'],
    gdnsd: ([a, b, c, d]) =>
      `{ service_types => ext, up_thresh => 0.01, datacenters => [ x, y, z ], dcmap => { x => ${a}, y => { m1 => ${b}, m2 => ${c} }, z => ${d} } }`,
    rondo: ([a, b, c, d], own) =>
      pool(own, [a], `fallback: { pool: y${own} }, `) +
      pool(`y${own}`, [b, c], `fallback: { pool: z${own} }, `) +
      pool(`z${own}`, [d]),
  },
  {
    name: 'simples',
    plugin: 'metafo',
    members: ['v4', 'v4', 'v4'],
    gdnsd: ([a, b, c]) =>
      `{ service_types => ext, datacenters => [ x, y ], dcmap => { x => { plugin => simplefo, primary => ${a}, secondary => ${b} }, y => ${c} } }`,
    rondo: ([a, b, c], own) =>
      `  ${own}: { probe: { use: ext }, fallback: { pool: y${own} }, members: ${backup(a, b)} }\n${pool(`y${own}`, [c])}`,
  },
  {
    name: 'direct',
    plugin: 'metafo',
    members: ['v4', 'v4', 'v4'],
    datacenter: 'y',
    gdnsd: ([a, b, c]) =>
      `{ service_types => ext, up_thresh => 0.01, datacenters => [ x, y ], dcmap => { x => ${a}, y => { m1 => ${b}, m2 => ${c} } } }`,
    rondo: ([, b, c], own) => pool(own, [b, c]),
  },
  {
    name: 'skipped',
    plugin: 'metafo',
    members: ['v4', 'v4', 'v4'],
    gdnsd: ([a, b, c]) =>
      `{ service_types => ext, skip_first => true, datacenters => [ x, y, z ], dcmap => { x => ${a}, y => ${b}, z => ${c} } }`,
    rondo: ([, b, c], own) => pool(own, [b], `fallback: { pool: z${own} }, `) + pool(`z${own}`, [c]),
  },
];

/** A resource with members of its own. */
interface Row {
  readonly kind: Kind;
  readonly name: string;
  readonly members: readonly string[];
  /** By service type: the members that are up. */
  readonly up: readonly ReadonlySet<string>[];
}

const ROWS: readonly Row[] = KINDS.flatMap((kind, block) => {
  const { members, services = 1 } = kind;
  return Array.from({ length: 2 ** (members.length * services) }, (_, bits): Row => {
    const own = members.map((family, place) =>
      family === 'v4' ? `10.${block}.${bits}.${place + 1}` : `fd00:${block}::${bits}:${place + 1}`,
    );
    const up = Array.from(
      { length: services },
      (_none, service) =>
        new Set(own.filter((_address, place) => (bits >> (service * members.length + place)) & 1)),
    );
    return { kind, name: `${kind.name}${bits}`, members: own, up };
  });
});

const SERVICES = ['ext', 'other'];
const stateFile = (service: number, line: (address: string, isUp: boolean) => string) =>
  ROWS.flatMap(({ members, up }) =>
    up[service] === undefined ? [] : members.map(address => line(address, up[service].has(address))),
  ).join('');

const resources = (plugin: Kind['plugin']) =>
  ROWS.filter(({ kind }) => kind.plugin === plugin)
    .map(({ kind, name, members }) => `    ${name} => ${kind.gdnsd(members)}\n`)
    .join('');

beforeEach(context => context.skip(...needs('gdnsd')));

test(`${ROWS.length} states of resources as the manuals describe them`, async () => {
  const folder = new TempFolder();
  onTestFinished(() => folder.remove());
  for (const [service, name] of SERVICES.entries()) {
    folder.write(
      `gdnsd/${name}`,
      stateFile(service, (at, isUp) => `${at} => ${isUp ? 'UP' : 'DOWN'}\n`),
    );
    folder.write(
      name,
      stateFile(service, (at, isUp) => `${at} ${isUp ? 'up' : 'down'}\n`),
    );
  }
  const types = SERVICES.map(
    name => `  ${name} => { plugin => extfile, file => ${folder.at(`gdnsd/${name}`)}, direct => true }\n`,
  );
  const theirs = await startGdnsd(folder, {
    config: `service_types => {\n${types.join('')}}
plugins => {
  multifo => {\n${resources('multifo')}  }
  simplefo => {\n${resources('simplefo')}  }
  metafo => { resources => {\n${resources('metafo')}  } }
}
`,
    records: ROWS.map(
      ({ kind, name }) =>
        `${name} 5/5 DYNA ${kind.plugin}!${name}${kind.datacenter === undefined ? '' : `/${kind.datacenter}`}\n`,
    ).join(''),
  });
  const zone = ROWS.map(({ kind, name, members }) => kind.rondo(members, name)).join('');
  folder.write('example.org.yaml', `zone: example.org\npools:\n${zone}`);
  const probes = SERVICES.map(name => `${name}: { file: ${name}, fall: 1, rise: 1 }`).join(', ');
  folder.write('rondo.yaml', `zones: example.org.yaml\nforward: off\ncontrol: off\nprobes: { ${probes} }\n`);
  const { port: ours } = await serveInTest(['--config', folder.at('rondo.yaml')]);
  async function differences(): Promise<string[]> {
    const found: string[] = [];
    for (const { kind, name, members, up } of ROWS) {
      const isUp = (member: string) => up.every(some => some.has(member));
      for (const type of new Set(kind.members.map(family => (family === 'v4' ? 'A' : 'AAAA')))) {
        const question = `${name}.example.org ${type}`;
        const [wanted, own] = await Promise.all([theirs, ours].map(port => addresses(port, question)));
        if (own.join() !== wanted.join())
          found.push(`${question}, up ${members.filter(isUp)}: gdnsd ${wanted}, Rondo ${own}`);
      }
    }
    return found;
  }
  // On a busy machine the first round of probes may go on for a while after the first answer.
  await until(differences, found => found.length === MEANT.length);
  expect(await differences()).toEqual(MEANT);
});
