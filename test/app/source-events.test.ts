// What is told of sources of members: of which pools, and to which receivers.
import { expect, test } from 'vitest';
import { MembersSide } from '../../src/app/members-side.js';
import { sourceSpec } from '../../src/discover/keys.js';
import { wants } from '../../src/notify/choice.js';
import type { Notice } from '../../src/notify/notice.js';
import type { ReceiverSpec } from '../../src/notify/receiver.js';
import { EventRing } from '../../src/observe/event-ring.js';
import { EventLog } from '../../src/operate/event-log.js';
import type { Generation } from '../../src/store/generation.js';
import { EVENT_NAMES } from '../../src/view/event-names.js';
import { FakeClock } from '../support/fake-clock.js';

/** A generation of which only pools with sources are known. */
function generation(pools: Readonly<Record<string, string>>): Generation {
  const open = Object.entries(pools).map(([name, path]) => {
    const source = sourceSpec({ from: 'file', path: [path] } as never, '/nonexistent/zone.yaml');
    return { name, gap: { pool: { discovered: { source } } } };
  });
  return { zones: [{ open: { pools: open } }] } as never;
}

const receiver = (pools: string[], zones: string[] = []) =>
  ({ events: EVENT_NAMES, pools, zones }) as unknown as ReceiverSpec;

test('an event of a source names the pools that have members of it, by which receivers choose', async () => {
  const notices: Notice[] = [];
  const ring = new EventRing();
  const clock = new FakeClock();
  const write = () => undefined;
  const log = { info: write, warn: write, error: write };
  const events = new EventLog(log as never, ring, clock, notice => notices.push(notice));
  const side = new MembersSide({
    ...{ events, clock, stateFile: undefined },
    watchName: () => () => undefined,
    publish: async () => undefined,
  });
  const pools = {
    'api.shop.test A': 'a.json',
    'api.shop.test AAAA': 'a.json',
    'www.shop.test A': 'a.json',
    'x.other.test A': 'b.json',
  };
  await side.begin(generation(pools), true);
  side.close();
  const [first, second] = ring.all;
  expect(first).toMatchObject({
    event: 'source-failing',
    pools: ['api.shop.test A', 'api.shop.test AAAA', 'www.shop.test A'],
    text: 'source file /nonexistent/a.json fails: /nonexistent/a.json is not there; there was no list yet (members of api.shop.test, www.shop.test)',
  });
  expect(second).toMatchObject({ event: 'source-failing', pools: ['x.other.test A'] });
  const heard = (spec: ReceiverSpec) => notices.map(notice => wants(spec, notice));
  expect(heard(receiver(['www.shop.test']))).toEqual([true, false]);
  expect(heard(receiver([], ['other.test']))).toEqual([false, true]);
  expect(heard(receiver(['*.nowhere.test']))).toEqual([false, false]);
  expect(heard(receiver([]))).toEqual([true, true]);
});

test('of very many pools an event names some, and receivers choose by all', async () => {
  const notices: Notice[] = [];
  const ring = new EventRing();
  const events = new EventLog({ warn: () => undefined } as never, ring, new FakeClock(), notice =>
    notices.push(notice),
  );
  const pools = Array.from({ length: 100 }, (_, at) => `p${at}.test A`);
  const state = { source: 'file a.json', targets: 0, lastSuccessMs: undefined, failures: 1 };
  events.members.source({ ...state, failure: 'gone', isPart: false, isKnown: false }, pools);
  expect(ring.all[0].pools).toEqual(pools.slice(0, 8));
  expect(wants(receiver(['p99.test']), notices[0])).toBe(true);
});
