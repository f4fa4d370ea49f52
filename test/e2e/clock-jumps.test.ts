// The system's clock jumps far ahead and back: what was ordered for a time stays for that time.
import { writeFileSync } from 'node:fs';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { RunningServer } from '../../src/cli/running-server.js';
import type { AdminOutcome } from '../../src/view/admin-order.js';
import type { StatusView } from '../../src/view/status.js';
import { addresses, until } from '../support/ask.js';
import { start } from '../support/processes.js';
import { answering, controlSocketOf, RONDO } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';

const DAY_MS = 86_400_000;

const folder = new TempFolder();
const sockets = folder.at('control');
const jump = folder.at('jump');
afterAll(() => folder.remove());

/** Loaded before the server: its clock is ahead by as many milliseconds as a file says. */
const OTHER_CLOCK = `
const { readFileSync, watchFile } = require('node:fs');
const OwnDate = Date;
let ahead = 0;
const look = () => { ahead = Number(readFileSync(${JSON.stringify(jump)}, 'utf8')); };
look();
const timer = setInterval(look, 5);
timer.unref();
globalThis.Date = class extends OwnDate {
  constructor(...args) { if (args.length === 0) super(OwnDate.now() + ahead); else super(...args); }
  static now() { return OwnDate.now() + ahead; }
};
`;

const setAhead = (days: number) => writeFileSync(jump, String(days * DAY_MS));

test('a drain for 30 minutes outlives 5,000 days forward and back, and orders between them', async () => {
  setAhead(0);
  folder.write('clock.cjs', OTHER_CLOCK);
  folder.write(
    'pool.example.yaml',
    'zone: pool.example\npools:\n  www: { probe: { tcp: 9, init: up, interval: 1h }, members: [127.0.0.1, 127.0.0.2, 127.0.0.3] }\n',
  );
  folder.write(
    'rondo.yaml',
    `listen: 127.0.0.1:0\nzones: pool.example.yaml\nforward: off\ncontrol: ${sockets}\nstate: ${folder.at('state.json')}\n`,
  );
  const args = ['--require', folder.at('clock.cjs'), RONDO, 'serve'];
  const server = start(process.execPath, args, folder.path);
  onTestFinished(async () => void (await server.stop('SIGKILL')));
  const { port } = await answering(server);
  const running = new RunningServer(await controlSocketOf(server, sockets));
  const say = (state: string, more: object = {}) =>
    running.post<AdminOutcome>('/orders', { state, members: ['127.0.0.2'], ...more });
  /** Of the last event, which is an order of now. */
  const year = async () => {
    await running.post<AdminOutcome>('/orders', { weight: 2, members: ['127.0.0.3'] });
    let last = '';
    for await (const line of running.lines('/events')) last = line;
    return Number((JSON.parse(last) as { time: string }).time.slice(0, 4));
  };
  const live = () => addresses(port, 'www.pool.example A');
  const now = await year();
  await say('maint', { forMs: 1_800_000, reason: 'new kernel' });
  expect(await live()).toEqual(['127.0.0.1', '127.0.0.3']);
  for (const days of [5000, 0, -5000, 0]) {
    setAhead(days);
    // The server has seen the jump when an event of now bears its date.
    await until(year, seen => Math.abs(seen - now - days / 365) < 2);
    expect(await live()).toEqual(['127.0.0.1', '127.0.0.3']);
  }
  const [{ members }] = (await running.get<StatusView>('/status')).pools;
  expect(members[1].admin).toMatchObject({ state: 'maint', reason: 'new kernel' });
  await say('ready');
  expect(await live()).toHaveLength(3);
});
