// A flood of NOTIFY from an address that may send it: a primary is asked now and then, and everybody else is answered.
import { createSocket } from 'node:dgram';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { ask, until } from '../support/ask.js';
import { buildQuery } from '../support/query.js';
import { serveInTest } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { FakePrimary } from '../transfer/fake-primary.js';
import { record, soa } from '../transfer/primary-messages.js';

const folder = new TempFolder();
afterAll(() => folder.remove());

/** How often a zone is asked for at most. */
const SPACING_MS = 200;

test('10,000 NOTIFY lead to few queries', async () => {
  const primary = await FakePrimary.open();
  onTestFinished(() => primary.close());
  const rest = [record('sec.test. 300 IN NS ns.sec.test.'), record('a.sec.test. 300 IN A 192.0.2.1')];
  primary.answers = { SOA: [soa(1)], AXFR: [soa(1), ...rest, soa(1)], IXFR: [soa(1)] };
  folder.write(
    'rondo.yaml',
    `zones: [{ name: sec.test, primaries: "127.0.0.1:${primary.port}" }]\nstate: state.json\nforward: off\nadmin: off\n`,
  );
  const { port } = await serveInTest([], folder.path);
  await until(
    async () => (await ask(port, 'a.sec.test A')).answer.length,
    count => count === 1,
  );
  const before = primary.asked.length;
  const beganMs = performance.now();
  const socket = createSocket('udp4');
  const message = buildQuery('sec.test SOA', { edns: false, opcode: 4, rd: false });
  for (let sent = 0; sent < 10_000; sent++) {
    socket.send(message, port, '127.0.0.1');
    if (sent % 500 === 0) await pause(1);
  }
  expect((await ask(port, 'a.sec.test A')).answer).toHaveLength(1);
  await until(
    () => primary.asked.length,
    count => count > before,
  );
  const ms = performance.now() - beganMs;
  expect(primary.asked.length - before).toBeLessThanOrEqual(2 + ms / SPACING_MS);
  socket.close();
});
