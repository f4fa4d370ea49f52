// What is shown of a zone: who may ask for what it holds, and who gets it as a whole.
import { expect, onTestFinished, test } from 'vitest';
import { loadConfig } from '../../src/config/load.js';
import { listZones, oneZone, zoneCalled } from '../../src/operate/zone-view.js';
import { makeGeneration } from '../../src/store/generation.js';
import { SECRET } from '../support/signed.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';

test('who is named is shown in the words of the configuration, and nothing of what is by default', async () => {
  const folder = new TempFolder();
  onTestFinished(() => folder.remove());
  for (const name of ['a', 'b', 'c']) folder.write(`${name}.test.zone`, masterFile('www A 192.0.2.1'));
  const configFile = folder.write(
    'rondo.yaml',
    `keys: { lab: { secret: "${SECRET}" }, local: { secret: "${SECRET}" } }
forward: off
zones:
  - { file: a.test.zone, answer-to: [local, "2001:db8::/32", lab, { key: local }], transfer: off }
  - { file: b.test.zone, answer-to: none, transfer: { to: [{ address: 10.0.0.0/8, key: lab }, any], tls: yes } }
  - c.test.zone
`,
  );
  const loaded = loadConfig({ configFile, overrides: {} });
  expect(loaded.problems.list.filter(({ severity }) => severity === 'error')).toEqual([]);
  const generation = makeGeneration(loaded);
  const accessOf = async (name: string) => {
    const { answerTo, transfer, isRestricted } = await oneZone(generation, zoneCalled(generation, name));
    return { answerTo, transfer, isRestricted };
  };
  expect([await accessOf('a.test'), await accessOf('b.test'), await accessOf('c.test')]).toEqual([
    { answerTo: ['local', '2001:db8::/32', 'lab', '{ key: local }'], isRestricted: true },
    {
      answerTo: ['none'],
      transfer: { to: ['{ address: 10.0.0.0/8, key: lab }', 'any'], isTlsOnly: true },
      isRestricted: true,
    },
    {},
  ]);
  const marks: [string, true | undefined][] = [];
  const { zones } = await listZones(generation, { zone: '*.test', offset: 0 });
  for await (const { zone, isRestricted } of zones) marks.push([zone, isRestricted]);
  expect(Object.fromEntries(marks)).toEqual({ 'a.test': true, 'b.test': true, 'c.test': undefined });
});
