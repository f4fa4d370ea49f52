// Secondaries that take note of versions: who does not have them a minute later is told of, until it has.
import { beforeEach, expect, test } from 'vitest';
import { nameFromText } from '../../src/dns/name.js';
import { type AskedServer, serverText } from '../../src/transfer/asking.js';
import { TransferError } from '../../src/transfer/transfer-error.js';
import { type Lack, VersionChecks } from '../../src/transfer/version-checks.js';
import { FakeClock } from '../support/fake-clock.js';

const SERVFAIL = 2;
const REFUSED = 5;
const target: AskedServer = { address: '192.0.2.53', port: 53, key: undefined };
const held = { zone: 'app.example', target };

let clock: FakeClock;
let checks: VersionChecks;
/** What the secondary answers with: a serial, nothing at all, or an error. */
let answer: number | undefined | Error;
/** When it was asked, in seconds. */
let asked: number[];
let told: Map<string, Lack | undefined>;
let isServed: boolean;

function open(maxChecks?: number): VersionChecks {
  return new VersionChecks({
    clock,
    keyOf: serverText,
    originOf: ({ zone }) => (isServed ? nameFromText(`${zone}.`) : undefined),
    onFound: ({ zone }, lack) => told.set(zone, lack),
    askSerial: () => {
      asked.push(clock.now() / 1_000);
      if (answer instanceof Error) return Promise.reject(answer);
      return Promise.resolve(answer === undefined ? undefined : { serial: answer });
    },
    ...(maxChecks && { maxChecks }),
  });
}

beforeEach(() => {
  clock = new FakeClock();
  [answer, asked, told, isServed] = [undefined, [], new Map(), true];
  checks = open();
});

test('who has the version is asked once', async () => {
  answer = 7;
  checks.begin(held, 7);
  await clock.advance(29_000);
  expect(asked).toEqual([]);
  await clock.advance(600_000);
  expect([asked, checks.size, told.size, clock.pending]).toEqual([[30], 0, 0, 0]);
});

test('who lacks it is told of after a minute, with the last serial of which it took note, until it has that', async () => {
  answer = 5;
  checks.begin(held, 7);
  await clock.advance(45_000);
  checks.begin(held, 8);
  expect(told.size).toBe(0);
  await clock.advance(15_000);
  const lack = { acknowledged: 8, serial: 5, sinceMs: 0 };
  expect(told.get('app.example')).toEqual(lack);
  // Silence is no sign that it has come.
  answer = undefined;
  await clock.advance(60_000);
  expect([told.get('app.example'), checks.size]).toEqual([lack, 1]);
  // With every version come others, of which it is not behind yet.
  answer = 7;
  await clock.advance(30_000);
  expect([told.get('app.example'), checks.size]).toEqual([undefined, 1]);
  await clock.advance(30_000);
  expect(told.get('app.example')).toEqual({ acknowledged: 8, serial: 7, sinceMs: 45_000 });
  answer = 9;
  await clock.advance(30_000);
  expect([told.get('app.example'), checks.size]).toEqual([undefined, 0]);
});

test('SERVFAIL is that of a zone which never came; of those who answer nothing, or nobody here, nothing is told', async () => {
  checks.begin(held, 7);
  answer = new TransferError('is SERVFAIL', 'retry', SERVFAIL);
  await clock.advance(60_000);
  expect(told.get('app.example')).toEqual({ acknowledged: 7, serial: undefined, sinceMs: 0 });
  told.clear();
  for (const none of [undefined, new TransferError('is REFUSED', 'stream', REFUSED), new Error('EMFILE')]) {
    checks.begin({ ...held, zone: 'b.example' }, 7);
    answer = none;
    await clock.advance(90_000);
    expect([told.size, checks.size]).toEqual([0, 1]);
  }
});

test('zones and secondaries that are gone are forgotten', async () => {
  answer = 5;
  checks.begin(held, 7);
  checks.begin({ zone: 'b.example', target: { ...target, port: 54 } }, 7);
  await clock.advance(60_000);
  expect([...told.keys()]).toEqual(['app.example', 'b.example']);
  checks.keep([target]);
  expect([told.get('b.example'), checks.size]).toEqual([undefined, 1]);
  isServed = false;
  await clock.advance(30_000);
  expect([told.get('app.example'), checks.size]).toEqual([undefined, 0]);
});

test('of very many zones so many are looked for, fifty a second', async () => {
  checks = open(120);
  answer = 5;
  for (let zone = 0; zone < 200; zone++) checks.begin({ ...held, zone: `z${zone}.example` }, 7);
  expect(checks.size).toBe(120);
  await clock.advance(30_000);
  expect(asked).toHaveLength(50);
  await clock.advance(2_000);
  expect(asked).toHaveLength(120);
  checks.stop();
  await clock.advance(600_000);
  expect([asked.length, checks.size]).toEqual([120, 0]);
});
