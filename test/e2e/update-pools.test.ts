// Updates where more than records is at stake: members of pools, versions that follow health, and a process that takes over.
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { recordsOf, serialOf } from '../interop/zone-contents.js';
import { addresses, answers, ask, until } from '../support/ask.js';
import { needsBatch } from '../support/programs.js';
import { quietPort } from '../support/quiet-port.js';
import { answering, rondo, type Served, startServe } from '../support/rondo.js';
import { keyFor, SECRET } from '../support/signed.js';
import { TempFolder } from '../support/temp-folder.js';
import { UpdateClient } from '../support/update.js';

const ZONE = 'u.test.';
const KEY = keyFor('up.');
let folder = new TempFolder();
afterEach(() => {
  folder.remove();
  folder = new TempFolder();
});

const settings = (zone: string) => `admin: off
forward: off
state: state.json
control: sockets
keys: { up: { secret: "${SECRET}" } }
transfer: { to: 127.0.0.1, health: follow, ttl: 2s }
zones: [{ file: ${zone}, update: up }]
`;

async function start(...args: readonly string[]): Promise<Served> {
  const served = await answering(startServe(args, folder.path));
  onTestFinished(async () => void (await served.server.stop('SIGKILL')));
  return served;
}

async function backend(address: string, port: number): Promise<Server> {
  const server = createServer(socket => socket.end()).listen(port, address);
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return server;
}

test('members come and go by updates, are probed, and secondaries get those that are live', async () => {
  const probed = await quietPort();
  await backend('127.0.0.11', probed);
  const second = await backend('127.0.0.12', probed);
  folder.write(
    'u.test.yaml',
    `zone: u.test
records: { "@": { NS: ns }, ns: { A: 127.0.0.1 } }
pools: { www: { members: [127.0.0.11], probe: { tcp: ${probed}, interval: 100ms, rise: 1, fall: 1 } } }
`,
  );
  folder.write('rondo.yaml', settings('u.test.yaml'));
  const listen = `127.0.0.1:${await quietPort()}`;
  let { port, server } = await start('--listen', listen);
  const client = await UpdateClient.open(port, KEY, ZONE);
  let last = (await serialOf(port, ZONE))!;
  const goesOn = async () => {
    const serial = (await serialOf(port, ZONE))!;
    expect(serial).toBeGreaterThan(last);
    last = serial;
  };
  const live = (...lasts: readonly number[]) =>
    until(
      async () => {
        const transferred = (await recordsOf(port, ZONE)).filter(line => line.startsWith('www.'));
        return [await addresses(port, 'www.u.test A'), transferred.map(line => line.split(' ')[3])];
      },
      seen => seen.every(each => each.join() === lasts.map(octet => `127.0.0.${octet}`).join()),
    );
  const update = async (...updates: readonly string[]) => {
    expect(await client.send({ updates })).toBe(0);
    await goesOn();
  };
  await live(11);
  await update('www 60 IN A 127.0.0.12');
  await live(11, 12);
  // Nobody listens there.
  await update('www 60 IN A 127.0.0.13');
  await live(11, 12);
  second.close();
  await live(11);
  await goesOn();
  await update('text 60 IN TXT some');
  await update('www 0 NONE A 127.0.0.12', 'text 60 IN TXT more');
  expect(answers(await ask(port, 'text.u.test TXT')).sort()).toEqual([
    '60 IN TXT "more"',
    '60 IN TXT "some"',
  ]);
  client.close();
  await backend('127.0.0.13', probed);
  await live(11, 13);
  await goesOn();
  // One serial stands for two views, and each says which it is.
  const shown = async (verb: string) =>
    (await rondo(['zone', verb, 'u.test', '--control', 'sockets'], folder.path)).stdout;
  expect(await shown('export')).toMatch(
    /^; as this server holds it, with all members; .*\nu\.test\. \d+ IN SOA /,
  );
  expect(await shown('diff')).toMatch(
    /^u\.test follows health: this is what secondaries get\n\d+ to \d+: 1 came/,
  );
  await server.stop('SIGKILL');
  ({ port, server } = await start('--listen', listen));
  await live(11, 13);
  expect(await serialOf(port, ZONE)).toBeGreaterThanOrEqual(last);
  expect(server.output).not.toMatch(/was edited in the file/);
});

test('what a former process has acknowledged is there when another has taken over', async context => {
  context.skip(...needsBatch());
  folder.write('u.test.zone', '$TTL 60\n@ SOA ns root 1 7200 900 1209600 60\n@ NS ns\nns A 192.0.2.1\n');
  folder.write('rondo.yaml', settings('u.test.zone'));
  const listen = `127.0.0.1:${await quietPort()}`;
  const { port, server } = await start('--listen', listen);
  const acknowledged: number[] = [];
  let isOver = false;
  /** Updates without an end, also while nobody takes them. */
  const updating = (async () => {
    for (let number = 1; !isOver; number++) {
      const client = await UpdateClient.open(port, KEY, ZONE).catch(() => undefined);
      if ((await client?.send({ updates: [`n${number} 60 IN A 192.0.2.1`] })) === 0)
        acknowledged.push(number);
      client?.close();
      await pause(5);
    }
  })();
  const many = (from: number) =>
    until(
      () => acknowledged.length,
      count => count > from + 20,
    );
  await many(0);
  await start('--takeover', '--listen', listen);
  await server.gone();
  await many(acknowledged.length);
  isOver = true;
  await updating;
  const names = new Set((await recordsOf(port, ZONE)).map(line => line.split('.')[0]));
  expect(acknowledged.filter(number => !names.has(`n${number}`))).toEqual([]);
});
