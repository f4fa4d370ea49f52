// What a client learns from the options of a running server: who answers, its cookie, and how long it may stay.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerTo, type Stub, startStub } from '../forward/stub-upstream.js';
import { ask, framed, TcpClient, until } from '../support/ask.js';
import { decodeMessage, type Message } from '../support/message.js';
import { buildQuery } from '../support/query.js';
import { rondo, serveInTest } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';

const folder = new TempFolder();
let upstream: Stub;

const CLIENT_COOKIE = '0102030405060708';
const cookieQuery = { edns: { options: `000a 0008 ${CLIENT_COOKIE}` } };

/** An option of an answer in hexadecimal; undefined when it is not there. */
function option({ edns }: Message, wanted: number): string | undefined {
  const found = edns?.options.find(({ code }) => code === wanted);
  return found && Buffer.from(found.data).toString('hex');
}

beforeAll(async () => {
  folder.write('shop.example.zone', masterFile('www A 192.0.2.1', 'out CNAME www.example.org.'));
  upstream = await startStub(({ query, send }) => {
    // With an OPT behind the answer, as resolvers have it.
    const answer = Buffer.concat([answerTo(query), Buffer.from([0, 0, 41, 4, 208, 0, 0, 0, 0, 0, 0])]);
    answer[11] = 1;
    send(answer);
  });
});

afterAll(async () => {
  await upstream?.close();
  folder.remove();
});

test('--nsid says who answers; an edit of rondo.yaml changes who that is', async () => {
  const nsid = { edns: { options: '0003 0000' } };
  const flagged = await serveInTest(
    ['--zone', 'shop.example.zone', '--nsid', 'fra1', '--forward', 'off'],
    folder.path,
  );
  expect(option(await ask(flagged.port, 'www.shop.example A', nsid), 3)).toBe('66726131');

  const write = (name: string) =>
    folder.write('rondo.yaml', `zones: [shop.example.zone]\nforward: off\nnsid: ${name}\n`);
  write('one');
  const { port } = await serveInTest([], folder.path);
  expect(option(await ask(port, 'www.shop.example A', nsid), 3)).toBe(Buffer.from('one').toString('hex'));
  write('two');
  await until(
    async () => option(await ask(port, 'www.shop.example A', nsid), 3),
    seen => seen === Buffer.from('two').toString('hex'),
  );
});

test('a text that is too long for an NSID is an error that names the flag', async () => {
  const { status, stderr } = await rondo(
    ['serve', '--zone', 'shop.example.zone', '--nsid', 'x'.repeat(129)],
    folder.path,
  );
  expect(stderr).toContain('--nsid');
  expect(stderr).toContain('expected off, hostname or a text of at most 128 octets');
  expect(status).toBe(64);
});

describe('cookies', () => {
  test('the cookie of one answer is good for the next, also over TCP and after a reload', async () => {
    folder.write('cookies.yaml', 'zones: [shop.example.zone]\nforward: off\n');
    const { port, server } = await serveInTest(['--config', 'cookies.yaml'], folder.path);
    const first = option(await ask(port, 'www.shop.example A', cookieQuery), 10);
    expect(first).toMatch(new RegExp(`^${CLIENT_COOKIE}01000000[0-9a-f]{24}$`));
    const isGood = async () => {
      const client = await TcpClient.open(port);
      // A query without a question tells (RFC 7873 §5.4).
      const query = `000000000000000000000001 000029 04d0 00000000 001c 000a0018 ${first}`;
      client.send(framed(Buffer.from(query.replaceAll(' ', ''), 'hex')));
      const answer = await client.next();
      client.socket.destroy();
      return answer?.rcode === 0;
    };
    expect(await isGood()).toBe(true);
    folder.write('cookies.yaml', 'zones: [shop.example.zone]\nforward: off\nnsid: changed\n');
    await server.says(/"msg":"reloaded"/);
    expect(await isGood()).toBe(true);
    folder.write('cookies.yaml', `zones: [shop.example.zone]\ncookies: { secret: "${'1'.repeat(32)}" }\n`);
    await until(isGood, good => !good);
  });

  test.each([
    ['a name that is forwarded', 'www.example.net A'],
    ['an alias that leads out of the zones', 'out.shop.example A'],
  ])('%s: the client gets this server’s, and the upstream sees none', async (_, question) => {
    const { port } = await serveInTest(
      ['--zone', 'shop.example.zone', '--forward', `127.0.0.1:${upstream.port}`],
      folder.path,
    );
    const before = upstream.received.length;
    const answer = await ask(port, question, cookieQuery);
    expect(answer.answer.length).toBeGreaterThan(0);
    expect(option(answer, 10)).toMatch(new RegExp(`^${CLIENT_COOKIE}01000000[0-9a-f]{24}$`));
    const [{ query }] = upstream.received.slice(before);
    expect(decodeMessage(Uint8Array.from(query)).edns?.options).toEqual([]);
  });
});

test('a TCP client that asks is told how long its connection may be idle, and that holds (RFC 7828 §3.3.2)', async () => {
  folder.write('idle.yaml', 'zones: [shop.example.zone]\nforward: off\ntcp: { idle: 300ms }\n');
  const { port } = await serveInTest(['--config', 'idle.yaml'], folder.path);
  const client = await TcpClient.open(port);
  client.send(framed(buildQuery('www.shop.example A', { edns: { options: '000b 0000' } })));
  const answer = await client.next();
  expect(answer && option(answer, 11)).toBe('0003');
  await client.closed;
});
