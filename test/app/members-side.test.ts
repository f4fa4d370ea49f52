// When lists of members come into force at the start: quick ones before anybody is answered, slow ones as they come.

import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { MembersSide } from '../../src/app/members-side.js';
import { loadConfig } from '../../src/config/load.js';
import { type Generation, makeGeneration } from '../../src/store/generation.js';
import { sourcesOf } from '../../src/store/open-zone.js';
import { until } from '../support/ask.js';
import { FakeClock } from '../support/fake-clock.js';
import { TempFolder } from '../support/temp-folder.js';

let folder: TempFolder;
let clock: FakeClock;
let waiting: ServerResponse[];
let published: string[][];
let generation: Generation;
let side: MembersSide;
/** Labels of sources by their keys. */
let labels: Map<string, string>;
const server = createServer((_, answer) => void waiting.push(answer));

beforeEach(async () => {
  folder = new TempFolder();
  [waiting, published, clock] = [[], [], new FakeClock()];
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  folder.write('app.json', '[{"targets":["192.0.2.1"]}]');
  folder.write(
    'app.test.yaml',
    `zone: app.test\npools:\n  quick: { members: { from: file, path: app.json } }\n  slow: { members: { from: http, url: "${url}" } }\n`,
  );
  folder.write('rondo.yaml', 'zones: app.test.yaml\n');
  generation = makeGeneration(loadConfig({ configFile: folder.at('rondo.yaml'), overrides: {} }));
  labels = new Map(sourcesOf(generation.zones).map(({ key, kind }) => [key, kind]));
  side = new MembersSide({
    events: { members: { source: () => {}, leftOut: () => {}, file: () => {} } } as never,
    stateFile: undefined,
    clock,
    watchName: () => () => undefined,
    publish: async keys => void published.push([...keys].map(key => labels.get(key)!)),
  });
});

afterEach(() => {
  side.close();
  server.closeAllConnections();
  server.close();
  folder.remove();
});

/** Begins, and moves the time on until that has ended. */
async function begin(mayTakeLong: boolean): Promise<{ kinds: string[]; tookMs: number }> {
  let quick: ReadonlySet<string> | undefined;
  void side.begin(generation, mayTakeLong).then(keys => {
    quick = keys;
  });
  const file = sourcesOf(generation.zones).find(({ kind }) => kind === 'file')!;
  // By the real clock: what reads files is loaded, and the server is asked.
  await until(
    () => waiting.length === 1 && side.find(file).targets !== undefined,
    isThere => isThere,
  );
  while (quick === undefined) await clock.advance(10);
  return { kinds: [...quick].map(key => labels.get(key)!), tookMs: clock.now() };
}

test('queries are answered when the quick lists are there, and slow ones come into force as they come', async () => {
  expect(await begin(false)).toEqual({ kinds: ['file'], tookMs: 250 });
  let isReady = false;
  void side.open().then(() => {
    isReady = true;
  });
  await clock.advance(500);
  expect(isReady).toBe(false);
  waiting[0].end('[{"targets":["192.0.2.2"]}]');
  await until(
    () => isReady,
    is => is,
  );
  expect(published).toEqual([['http']]);
});

test('nobody waits longer than two seconds for a list', async () => {
  await begin(false);
  let isReady = false;
  void side.open().then(() => {
    isReady = true;
  });
  await clock.advance(1_740);
  expect(isReady).toBe(false);
  await clock.advance(20);
  expect(isReady).toBe(true);
  waiting[0].end('[{"targets":["192.0.2.2"]}]');
  // The last one is what was there when the time was over.
  await until(
    async () => {
      await clock.advance(10);
      return published;
    },
    lists => lists.length === 2,
  );
  expect(published).toEqual([[], ['http']]);
});

test('who takes over from a server that answers waits for slow lists, too', async () => {
  expect((await begin(true)).tookMs).toBe(2_000);
  const open = side.open();
  await clock.advance(0);
  await open;
  expect(published).toEqual([[]]);
});
