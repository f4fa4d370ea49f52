// A zone of another server for tests, over real sockets: its primary, what is kept of it, and who is told what.
import { readFileSync } from 'node:fs';
import { vi } from 'vitest';
import type { SecondaryZone } from '../../src/config/secondary-zones.js';
import type { RecordParts } from '../../src/dns/record-text.js';
import { systemClock } from '../../src/time/clock.js';
import { Secondaries } from '../../src/transfer/secondaries.js';
import { PATIENCE_MS } from '../support/patience.js';
import { TempFolder } from '../support/temp-folder.js';
import { FakePrimary } from './fake-primary.js';
import { APEX, record, soa } from './primary-messages.js';

export const NS = record('sec.test. 300 IN NS ns.sec.test.');
export const A = record('a.sec.test. 300 IN A 192.0.2.1');
export const B = record('b.sec.test. 300 IN A 192.0.2.2');

export let folder: TempFolder;
export let primary: FakePrimary;
export let secondaries: Secondaries | undefined;
/** What hosts are told, in order. */
export const told: string[] = [];
/** Before each test. */
export async function openWorld(): Promise<void> {
  folder = new TempFolder();
  primary = await FakePrimary.open();
  told.length = 0;
}

/** After each test. */
export function closeWorld(): void {
  secondaries?.close();
  primary.close();
  folder.remove();
}

export const until = (check: () => boolean) => vi.waitUntil(check, { timeout: PATIENCE_MS, interval: 5 });
export const file = () => folder.at('t/sec.test.zone');
/** Without the end. */
export const lines = () => readFileSync(file(), 'latin1').split('\n').slice(0, -2);
export const state = () => secondaries!.states[0];

export function holds(serial: number, ...records: readonly RecordParts[]): void {
  primary.answers = { SOA: [soa(serial)], AXFR: [soa(serial), ...records, soa(serial)] };
}

/** Begins as after a start. */
export async function begin(
  zone: Partial<SecondaryZone> = {},
  keys: Parameters<Secondaries['follow']>[1] = [],
): Promise<void> {
  secondaries?.close();
  secondaries = new Secondaries({
    ...{
      clock: systemClock,
      random: () => 0,
      waits: { connect: 5_000, message: 300, whole: 5_000, pace: 30_000 },
    },
    changed: () => told.push('changed'),
    transferred: (_zone, _server, { soa, form }) => told.push(`${soa.serial} by ${form}`),
    failing: (_, reason) => told.push(reason.replace(/^127\.0\.0\.1:\d+: /, '')),
    working: () => told.push('working'),
    expired: () => told.push('expired'),
  });
  const primaries = [{ address: '127.0.0.1', port: primary.port }];
  const rest = { origin: APEX, label: 'sec.test', file: file(), notifyFrom: [], maxOctets: 2 ** 20 };
  await secondaries.follow([{ primaries, ...rest, ...zone }], keys);
}

export const notify = (serial?: number, address = '127.0.0.1') =>
  secondaries!.notify({ origin: APEX, address, serial });
