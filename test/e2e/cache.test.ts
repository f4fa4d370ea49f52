// Kept answers of upstreams through the real command, on both transports: once asked, then answered here, until something changes.
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { answerTo, type Stub, startStub } from '../forward/stub-upstream.js';
import { addresses, answers, ask, TcpClient, tcpQuery, until } from '../support/ask.js';
import { needsDnsmasq, serveDnsmasq } from '../support/dnsmasq.js';
import { metricsOf } from '../support/exposition.js';
import type { Message } from '../support/message.js';
import { finish } from '../support/processes.js';
import { needs, needsBatch, program } from '../support/programs.js';
import { type Served, serveInTest } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';

let folder: TempFolder;
beforeEach(() => {
  const own = new TempFolder();
  // Hooks of a test run in reverse order: its servers, which write there, have ended before.
  onTestFinished(() => own.remove());
  folder = own;
});

async function upstreamWith(address: string): Promise<Stub> {
  const upstream = await startStub(({ query, send }) => send(answerTo(query, { address })));
  onTestFinished(() => upstream.close());
  return upstream;
}

const writeConfig = (...lines: string[]) =>
  folder.write('rondo.yaml', ['zones: own.example.zone', 'log: { queries: 1 }', ...lines, ''].join('\n'));

/** Saves a configuration and waits until it is in use. */
async function reload({ server }: Served, ...lines: string[]): Promise<void> {
  const from = server.output.length;
  writeConfig(...lines);
  await server.says(/"msg":"reloaded"/, from);
}

async function askTcp(port: number, text: string): Promise<Message> {
  const client = await TcpClient.open(port);
  client.send(tcpQuery(text));
  const message = await client.next();
  client.socket.destroy();
  return message ?? expect.fail('closed');
}

const questionOf = (message: Message) => Buffer.from(message.questions[0].name).toString('latin1');

describe.each(['batch', 'dgram'])('%s', transport => {
  beforeEach(context => {
    if (transport === 'batch') context.skip(...needsBatch());
    folder.write('own.example.zone', masterFile('www A 192.0.2.1'));
  });

  const serve = () =>
    serveInTest(['--transport', transport, '--workers', '2', '--admin', '127.0.0.1:0'], folder.path);

  test('the upstream is asked once, whoever asks, and the TTL falls', async () => {
    const upstream = await upstreamWith('192.0.2.10');
    writeConfig(`forward: 127.0.0.1:${upstream.port}`);
    const { port, admin, server } = await serve();
    expect(answers(await ask(port, 'www.example.org A', { edns: false }))).toEqual(['60 IN A 192.0.2.10']);
    const again = await ask(port, 'WWW.eXample.org A', { id: 0xbeef, edns: false });
    expect(again.id).toBe(0xbeef);
    expect(questionOf(again)).toBe('\x03WWW\x07eXample\x03org\0');
    expect([...again.flags]).toEqual(['qr', 'rd', 'ra']);
    await until(
      async () => (await ask(port, 'www.example.org A', { edns: false })).answer[0].ttl,
      ttl => ttl < 60,
    );
    expect(upstream.received).toHaveLength(1);
    const metrics = await metricsOf(admin);
    expect(metrics.sum('rondo_cache_hits_total')).toBeGreaterThanOrEqual(2);
    expect(metrics.sum('rondo_cache_misses_total')).toBe(1);
    expect(metrics.sum('rondo_cache_entries')).toBe(1);
    expect(metrics.sum('rondo_dns_requests_total', { zone: '.', type: 'A', proto: 'udp' })).toBe(
      metrics.sum('rondo_cache_hits_total') + 1,
    );
    await server.says(/"forwarded":true,"cached":false/);
    await server.says(/"forwarded":true,"cached":true/);
  });

  test('TCP and UDP share what is kept', async () => {
    const upstream = await upstreamWith('192.0.2.10');
    writeConfig(`forward: 127.0.0.1:${upstream.port}`);
    const { port } = await serve();
    expect(answers(await askTcp(port, 'www.example.org A'))).toEqual(['60 IN A 192.0.2.10']);
    expect(await addresses(port, 'www.example.org A')).toEqual(['192.0.2.10']);
    expect((await askTcp(port, 'www.EXAMPLE.org A')).rcode).toBe(0);
    expect(upstream.received).toHaveLength(1);
  });

  test('what rondo.yaml says of TTLs is heeded', async () => {
    const upstream = await upstreamWith('192.0.2.10');
    writeConfig(`forward: 127.0.0.1:${upstream.port}`, 'cache: { ttl: { max: 5s } }');
    const { port } = await serve();
    expect(answers(await ask(port, 'www.example.org A'))).toEqual(['5 IN A 192.0.2.10']);
  });

  test('who may not forward is refused, whatever is kept', async () => {
    const upstream = await upstreamWith('192.0.2.10');
    const forward = `forward: 127.0.0.1:${upstream.port}`;
    writeConfig(forward);
    const served = await serve();
    const { port } = served;
    expect(await addresses(port, 'www.example.org A')).toEqual(['192.0.2.10']);
    await reload(served, forward, 'allow: none');
    expect((await ask(port, 'www.example.org A')).rcode).toBe(5);
    expect((await askTcp(port, 'www.example.org A')).rcode).toBe(5);
  });

  test('a reload forgets it when upstreams or the size change, and not otherwise', async () => {
    const [one, other] = [await upstreamWith('192.0.2.10'), await upstreamWith('192.0.2.20')];
    const to = ({ port }: Stub) => `forward: 127.0.0.1:${port}`;
    writeConfig(to(one));
    const served = await serve();
    const { port, admin } = served;
    const shown = () => addresses(port, 'www.example.org A');
    expect(await shown()).toEqual(['192.0.2.10']);
    await reload(served, to(one), 'minimal: no');
    expect(await shown()).toEqual(['192.0.2.10']);
    expect(one.received).toHaveLength(1);
    await reload(served, to(other));
    expect(await shown()).toEqual(['192.0.2.20']);
    await reload(served, to(one), 'cache: 8');
    expect(await shown()).toEqual(['192.0.2.10']);
    expect(one.received).toHaveLength(2);
    expect((await metricsOf(admin)).sum('rondo_cache_misses_total')).toBe(3);
    await reload(served, to(one), 'cache: off');
    for (let count = 0; count < 2; count++) expect(await shown()).toEqual(['192.0.2.10']);
    expect(one.received).toHaveLength(4);
  });

  test('a name that a zone takes over is the zone’s', async () => {
    const upstream = await upstreamWith('192.0.2.10');
    writeConfig(`forward: 127.0.0.1:${upstream.port}`);
    const served = await serve();
    expect(await addresses(served.port, 'www.new.example A')).toEqual(['192.0.2.10']);
    folder.write('new.example.zone', masterFile('www A 192.0.2.2'));
    const from = served.server.output.length;
    const zones = 'zones: [own.example.zone, new.example.zone]';
    folder.write('rondo.yaml', `${zones}\nforward: 127.0.0.1:${upstream.port}\n`);
    await served.server.says(/"msg":"reloaded"/, from);
    expect(await addresses(served.port, 'www.new.example A')).toEqual(['192.0.2.2']);
  });

  test('dnsmasq.conf: cache-size', async () => {
    const upstream = await upstreamWith('192.0.2.10');
    folder.write('dnsmasq.conf', `no-resolv\nserver=127.0.0.1#${upstream.port}\ncache-size=0\n`);
    const { port } = await serveInTest(['--zone', 'dnsmasq.conf', '--transport', transport], folder.path);
    for (let count = 0; count < 3; count++) await ask(port, 'www.example.org A');
    expect(upstream.received).toHaveLength(3);
  });
});

test('a file keeps it over a restart', async () => {
  const upstream = await upstreamWith('192.0.2.10');
  folder.write('own.example.zone', masterFile('www A 192.0.2.1'));
  writeConfig(`forward: 127.0.0.1:${upstream.port}`, 'cache: { file: kept/answers }');
  const { port, server } = await serveInTest([], folder.path);
  expect(await addresses(port, 'www.example.org A')).toEqual(['192.0.2.10']);
  await server.stop();
  const next = await serveInTest(['--admin', '127.0.0.1:0'], folder.path);
  const entries = async () => (await metricsOf(next.admin)).sum('rondo_cache_entries');
  await until(entries, count => count === 1);
  expect(await addresses(next.port, 'www.example.org A')).toEqual(['192.0.2.10']);
  expect(upstream.received).toHaveLength(1);
});

test('before a real dnsmasq, as dig sees it', async context => {
  context.skip(...needsDnsmasq());
  context.skip(...needs('dig'));
  const file = folder.write('up.conf', 'no-resolv\nhost-record=box.lan,192.0.2.9,300\nlocal=/lan/\n');
  const upstream = await serveDnsmasq(file);
  onTestFinished(async () => void (await upstream.server.stop()));
  folder.write('own.example.zone', masterFile('www A 192.0.2.1'));
  writeConfig(`forward: 127.0.0.1:${upstream.port}`);
  const { port, admin } = await serveInTest(['--admin', '127.0.0.1:0'], folder.path);
  const dig = async (...args: string[]) =>
    (await finish(program('dig')!, ['@127.0.0.1', '-p', `${port}`, ...args])).stdout;
  const ttlOf = async () =>
    Number(/box\.lan\.\s+(\d+)\s+IN\s+A\s+192\.0\.2\.9/i.exec(await dig('BOX.lan'))?.[1]);
  expect(await ttlOf()).toBe(300);
  await until(ttlOf, ttl => ttl < 300);
  // dnsmasq sends no SOA with it, so nobody may keep it.
  for (let count = 0; count < 2; count++) expect(await dig('none.lan')).toContain('NXDOMAIN');
  const metrics = await metricsOf(admin);
  expect(metrics.sum('rondo_cache_entries')).toBe(1);
  expect(metrics.sum('rondo_forward_requests_total')).toBe(3);
});
