// Pools beside the real gdnsd: multifo, simplefo and metafo with up_thresh, for every combination of members that are up and down.
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { addresses, until } from '../support/ask.js';
import { needs } from '../support/programs.js';
import { serveInTest } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { startGdnsd } from './gdnsd.js';

/** Members by address, and whether they are up. */
type States = ReadonlyMap<string, boolean>;

/** A pool with addresses of its own. */
interface Scenario {
  readonly name: string;
  readonly kind: 'multifo' | 'simplefo' | 'metafo';
  readonly states: States;
}

/** Every combination of so many members that are up or down. */
function combinations(kind: Scenario['kind'], count: number, block: number): Scenario[] {
  return Array.from({ length: 2 ** count }, (_, bits) => {
    const name = `${kind}${bits}`;
    const members = Array.from({ length: count }, (_none, place) => {
      return [`10.${block}.${bits}.${place + 1}`, ((bits >> place) & 1) === 1] as const;
    });
    return { name, kind, states: new Map(members) };
  });
}

const SCENARIOS = [
  ...combinations('multifo', 3, 1),
  ...combinations('multifo', 4, 2).map(each => ({ ...each, name: `four${each.name}` })),
  ...combinations('simplefo', 2, 3),
  ...combinations('metafo', 6, 4),
];

/** The first and the second datacenter. */
const halves = ({ states }: Scenario) => {
  const all = [...states.keys()];
  return [all.slice(0, all.length / 2), all.slice(all.length / 2)] as const;
};

function gdnsdResource(scenario: Scenario): string {
  const [first, second] = halves(scenario);
  const { name, kind, states } = scenario;
  if (kind === 'simplefo')
    return `${name} => { service_types => ext, primary => ${first[0]}, secondary => ${second[0]} }`;
  const named = (list: Iterable<string>) =>
    [...list].map((address, index) => `m${index} => ${address}`).join(', ');
  if (kind === 'multifo')
    return `${name} => { service_types => ext, up_thresh => 0.5, ${named(states.keys())} }`;
  return `${name} => { service_types => ext, datacenters => [ x, y ], dcmap => { x => { up_thresh => 0.5, ${named(first)} }, y => { up_thresh => 0.5, ${named(second)} } } }`;
}

function rondoPools(scenario: Scenario): string {
  const [first, second] = halves(scenario);
  const { name, kind, states } = scenario;
  const pool = (keys: string, members: readonly string[]) =>
    `{ ${keys}, probe: { use: ext }, members: [${members.join(', ')}] }`;
  if (kind === 'simplefo')
    return `  ${name}: ${pool('order: cyclic', [first[0], `{ address: ${second[0]}, backup: true }`])}\n`;
  if (kind === 'multifo') return `  ${name}: ${pool('panic-below: 50%', [...states.keys()])}\n`;
  const keys = (other: string) => `use-backups-below: 50%, fallback: ${other}`;
  return `  ${name}: ${pool(keys(`{ pool: y${name} }`), first)}\n  y${name}: ${pool('use-backups-below: 50%', second)}\n`;
}

/** Where Rondo is meant to answer something else: it hands out no member that is down while another is live. */
function meantByRondo(scenario: Scenario): string[] | undefined {
  if (scenario.kind !== 'metafo') return undefined;
  const live = halves(scenario).map(half => half.filter(address => scenario.states.get(address) === true));
  if (live.some(some => some.length >= 2)) return undefined;
  // Below the threshold in both datacenters gdnsd hands out all of the first, the dead included.
  if (live[0].length > 0) return live[0];
  return live[1].length > 0 ? live[1] : [...halves(scenario)[1]];
}

describe('gdnsd', () => {
  beforeEach(context => context.skip(...needs('gdnsd')));

  test(`answers as Rondo does in ${SCENARIOS.length} states of pools, but for those that are meant`, async () => {
    const folder = new TempFolder();
    onTestFinished(() => folder.remove());
    const of = (kind: Scenario['kind']) =>
      SCENARIOS.filter(each => each.kind === kind)
        .map(gdnsdResource)
        .join('\n    ');
    const all = SCENARIOS.flatMap(({ states }) => [...states]);
    folder.write(
      'gdnsd/states',
      all.map(([address, isUp]) => `${address} => ${isUp ? 'UP' : 'DOWN'}\n`).join(''),
    );
    const port = await startGdnsd(folder, {
      config: `service_types => { ext => { plugin => extfile, file => ${folder.at('gdnsd/states')}, direct => true } }
plugins => {
  multifo => { ${of('multifo')} }
  simplefo => { ${of('simplefo')} }
  metafo => { resources => { ${of('metafo')} } }
}
`,
      records: SCENARIOS.map(({ name, kind }) => `${name} 5/5 DYNA ${kind}!${name}\n`).join(''),
    });
    folder.write('states', all.map(([address, isUp]) => `${address} ${isUp ? 'up' : 'down'}\n`).join(''));
    folder.write('example.org.yaml', `zone: example.org\npools:\n${SCENARIOS.map(rondoPools).join('')}`);
    folder.write(
      'rondo.yaml',
      'zones: example.org.yaml\nforward: off\ncontrol: off\nprobes: { ext: { file: states, fall: 1, rise: 1 } }\n',
    );
    const { port: ours } = await serveInTest(['--config', folder.at('rondo.yaml')]);
    let meant = 0;
    for (const scenario of SCENARIOS) {
      const { name, states } = scenario;
      const other = meantByRondo(scenario);
      if (other !== undefined) meant++;
      const wanted = other?.sort() ?? (await addresses(port, `${name}.example.org A`));
      // On a busy machine the first round of probes may go on for a while after the first answer.
      const found = await until(
        () => addresses(ours, `${name}.example.org A`),
        list => list.join() === wanted.join(),
      );
      expect([name, ...states.values(), ...found]).toEqual([name, ...states.values(), ...wanted]);
    }
    expect(meant).toBe(16);
  });
});
