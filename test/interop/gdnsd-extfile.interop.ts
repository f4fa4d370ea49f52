// The file of gdnsd's extfile while it changes, vanishes and turns to garbage, beside the file of the real gdnsd.
import { rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { answers, ask, until } from '../support/ask.js';
import { needs } from '../support/programs.js';
import { serveInTest } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { startGdnsd } from './gdnsd.js';

const MEMBERS = { a: '10.99.0.1', b: '10.99.0.2', c: '10.99.0.3' } as const;
const ALL = Object.values(MEMBERS);
type Letter = keyof typeof MEMBERS;

/** The kinds of gdnsd: the file decides at once, what it leaves out is down, and its words count as results of probes. */
const KINDS = ['direct', 'strict', 'counted'] as const;

interface Step {
  readonly name: string;
  /** What the file says of members, in its own way for each program; a text for both; or no file. */
  readonly file: Readonly<Partial<Record<Letter, 'up' | 'down'>>> | string | undefined;
  /** Who is handed out by the kinds of gdnsd and by Rondo, by their letters. */
  readonly wanted: readonly [direct: string, strict: string, counted: string, rondo: string];
}

const STEPS: readonly Step[] = [
  { name: 'all are up', file: { a: 'up', b: 'up', c: 'up' }, wanted: ['abc', 'abc', 'abc', 'abc'] },
  { name: 'one is down', file: { a: 'up', b: 'down', c: 'up' }, wanted: ['ac', 'ac', 'ac', 'ac'] },
  { name: 'garbage keeps what was', file: '}{ up', wanted: ['ac', 'ac', 'ac', 'ac'] },
  { name: 'no file keeps what was', file: undefined, wanted: ['ac', 'ac', 'ac', 'ac'] },
  { name: 'another one is down', file: { a: 'down', b: 'up', c: 'up' }, wanted: ['bc', 'bc', 'bc', 'bc'] },
  // Meant: a member that is left out of a file that is otherwise understood is down, as with `def_down => true`.
  { name: 'one is left out', file: { a: 'down', b: 'up' }, wanted: ['bc', 'b', 'bc', 'b'] },
  // Meant: an empty file is one that somebody is about to write. It says nothing, so all stay as they were.
  { name: 'it is empty', file: '', wanted: ['abc', 'abc', 'abc', 'b'] },
  {
    name: 'all are down, so all are handed out',
    file: { a: 'down', b: 'down', c: 'down' },
    wanted: ['abc', 'abc', 'abc', 'abc'],
  },
  { name: 'one is back', file: { a: 'up', b: 'down', c: 'down' }, wanted: ['a', 'a', 'a', 'a'] },
];

beforeEach(context => context.skip(...needs('gdnsd')));

test('who is handed out while the file changes', { timeout: 300_000 }, async () => {
  const folder = new TempFolder();
  onTestFinished(() => folder.remove());
  const set = ({ file }: Step) => {
    for (const path of ['gdnsd/states', 'states']) {
      const line = (letter: string, word: string) => {
        const address = MEMBERS[letter as Letter];
        return path === 'states' ? `${address} ${word}\n` : `${address} => ${word.toUpperCase()}/30\n`;
      };
      if (file === undefined) rmSync(folder.at(path));
      else if (typeof file === 'string') folder.write(path, file);
      else
        folder.write(
          path,
          Object.entries(file)
            .map(([at, word]) => line(at, word))
            .join(''),
        );
    }
  };
  set(STEPS[0]);
  const from = `plugin => extfile, file => ${folder.at('gdnsd/states')}`;
  const members = ALL.map((address, index) => `m${index} => ${address}`).join(', ');
  const theirs = await startGdnsd(folder, {
    config: `service_types => {
  direct => { ${from}, direct => true }
  strict => { ${from}, direct => true, def_down => true }
  counted => { ${from}, interval => 2, timeout => 1, up_thresh => 2, ok_thresh => 1, down_thresh => 3 }
}
plugins => { multifo => {
  up_thresh => 0.01
  ${KINDS.map(kind => `${kind} => { service_types => ${kind}, ${members} }`).join('\n  ')}
} }
`,
    records: KINDS.map(kind => `${kind} 60 DYNA multifo!${kind}\n`).join(''),
  });
  folder.write(
    'example.org.yaml',
    `zone: example.org\npools: { own: { ttl: 60, probe: { use: ext }, members: [${ALL.join(', ')}] } }\n`,
  );
  folder.write(
    'rondo.yaml',
    'zones: example.org.yaml\nforward: off\ncontrol: off\nprobes: { ext: { file: states, interval: 200ms, fall: 1, rise: 1 } }\n',
  );
  const { port: ours } = await serveInTest(['--config', folder.at('rondo.yaml')]);
  const handedOut = async (port: number, name: string) => {
    const found = answers(await ask(port, `${name}.example.org A`)).map(line => line.split(' '));
    const letters = Object.entries(MEMBERS).filter(([, address]) => found.some(each => each[3] === address));
    return { ttl: Number(found[0][0]), letters: letters.map(([letter]) => letter).join('') };
  };
  const all = () =>
    Promise.all([...KINDS.map(kind => handedOut(theirs, kind)), handedOut(ours, 'own')] as const);
  for (const step of STEPS) {
    set(step);
    // Time enough for both to have read what must not change anything.
    if (typeof step.file !== 'object') await pause(4000);
    const found = await until(
      async () => (await all()).map(({ letters }) => letters),
      letters => letters.join() === step.wanted.join(),
    );
    expect([step.name, ...found]).toEqual([step.name, ...step.wanted]);
  }
  // Meant: the TTL of a pool is what its zone says. A file cannot lower it.
  expect((await all()).map(({ ttl }) => ttl)).toEqual([30, 30, 30, 60]);
});
