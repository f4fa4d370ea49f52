// A list in a file that is taken away, or comes back: each is told once, with its reason.
import { rmSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { Discovery } from '../../src/discover/discovery.js';
import { open } from '../../src/discover/file/run.js';
import { sourceSpec } from '../../src/discover/keys.js';
import { FakeClock } from '../support/fake-clock.js';
import { TempFolder } from '../support/temp-folder.js';

const LIST = '[{"targets":["192.0.2.1:80"]}]';

it.each([
  ['list.json', 'list.json', 'list.json is not there'],
  ['list-*.json', 'list-a.json', 'no file matches list-*.json'],
  ['list-*.yaml', 'list-a.yaml', 'no file matches list-*.yaml'],
])('%s', async (path, name, reason) => {
  const folder = new TempFolder();
  const clock = new FakeClock();
  clock.epochMs = Date.now() + 3_600_000;
  const said: string[] = [];
  const lists: number[] = [];
  const discovery = new Discovery({
    ...{ clock, random: () => 0, load: async () => ({ open }) as never },
    onList: key => void lists.push(discovery.targetsOf(key)?.length ?? 0),
    onState: ({ failure = 'in order' }) => void said.push(failure.replace(`${folder.path}/`, '')),
  });
  onTestFinished(() => {
    discovery.close();
    folder.remove();
  });
  folder.write(name, LIST);
  discovery.follow([sourceSpec({ from: 'file', path: [path] } as never, folder.at('zone.yaml'))]);
  const wait = async (done: () => boolean) => {
    for (let round = 0; round < 100 && !done(); round++) {
      await new Promise(resolve => setImmediate(resolve));
      await clock.advance(100);
    }
    await clock.advance(6_000);
  };
  await wait(() => lists.length > 0);
  rmSync(folder.at(name));
  await wait(() => said.length > 0);
  expect(said).toEqual([reason]);
  folder.write(name, LIST);
  await wait(() => said.length > 1);
  expect(said).toEqual([reason, 'in order']);
  expect(lists).toEqual([1]);
});
