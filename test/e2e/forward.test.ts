// Forwarding through the real command: split domains, who may use it, upstreams that fail, truncation.
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { answerTo, deadUpstream, type Received, type Stub, startStub } from '../forward/stub-upstream.js';
import { addresses, answers, ask, extendedErrors, TcpClient, tcpQuery } from '../support/ask.js';
import { metricsOf } from '../support/exposition.js';
import { PATIENCE_MS } from '../support/patience.js';
import { serveInTest } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';

const folder = new TempFolder();
afterAll(() => folder.remove());

async function stub(respond: (received: Received) => void): Promise<Stub> {
  const upstream = await startStub(respond);
  onTestFinished(() => upstream.close());
  return upstream;
}

/** An upstream where every name has this address. */
const upstreamWith = (address: string) => stub(({ query, send }) => send(answerTo(query, { address })));

/** A server with its own zone and these lines in rondo.yaml. */
function serveWith(...lines: string[]) {
  folder.write('shop.example.zone', masterFile('www A 192.0.2.1'));
  folder.write('rondo.yaml', ['zones: [shop.example.zone]', ...lines, ''].join('\n'));
  return serveInTest(['--admin', '127.0.0.1:0'], folder.path);
}

describe('split domains', () => {
  test('rondo.yaml: the longest domain wins, off refuses, default leads back, zones stay here', async () => {
    const [main, corp] = [await upstreamWith('192.0.2.10'), await upstreamWith('192.0.2.20')];
    const { port } = await serveWith(
      'forward:',
      `  - 127.0.0.1:${main.port}`,
      `  - { domain: corp.example, to: 127.0.0.1:${corp.port} }`,
      '  - { domain: public.corp.example, to: default }',
      '  - { domain: secret.corp.example, to: off }',
    );
    expect(await addresses(port, 'www.example.org A')).toEqual(['192.0.2.10']);
    expect(await addresses(port, 'CORP.example A')).toEqual(['192.0.2.20']);
    expect(await addresses(port, 'a.b.corp.example A')).toEqual(['192.0.2.20']);
    expect(await addresses(port, 'xcorp.example A')).toEqual(['192.0.2.10']);
    expect(await addresses(port, 'www.public.corp.example A')).toEqual(['192.0.2.10']);
    expect((await ask(port, 'www.secret.corp.example A')).rcode).toBe(5);
    const own = await ask(port, 'www.shop.example A');
    expect(answers(own)).toEqual(['60 IN A 192.0.2.1']);
    expect(own.flags).toContain('aa');
    expect((await ask(port, 'none.shop.example A')).rcode).toBe(3);
  });

  test('an upstream with a name is where another upstream says', async () => {
    const [main, corp] = [await upstreamWith('127.0.0.1'), await upstreamWith('192.0.2.20')];
    const { port } = await serveWith(
      'forward:',
      `  - 127.0.0.1:${main.port}`,
      `  - { domain: corp.example, to: ns.example.net:${corp.port} }`,
    );
    await expect
      .poll(() => addresses(port, 'www.corp.example A'), { timeout: PATIENCE_MS })
      .toEqual(['192.0.2.20']);
    expect(main.received.length).toBeGreaterThan(0);
  });

  test('what is changed in answers is changed by a reload, too', async () => {
    const main = await upstreamWith('10.1.2.3');
    const lines = (rebind: string) => ['forward:', `  to: 127.0.0.1:${main.port}`, `  rebind: ${rebind}`];
    const { port } = await serveWith(...lines('{ protect: true }'));
    const found = () => addresses(port, 'www.example.org A');
    expect(await found()).toEqual([]);
    const rewrite = (rebind: string) =>
      folder.write('rondo.yaml', ['zones: [shop.example.zone]', ...lines(rebind), ''].join('\n'));
    rewrite('{ allow: example.org }');
    await expect.poll(found, { timeout: PATIENCE_MS }).toEqual(['10.1.2.3']);
    rewrite('{ allow: example.net }');
    await expect.poll(found, { timeout: PATIENCE_MS }).toEqual([]);
  });

  test('dnsmasq.conf: server=, server=/domain/, server=/domain/#, local=', async () => {
    const [main, corp] = [await upstreamWith('192.0.2.10'), await upstreamWith('192.0.2.20')];
    const lines = [
      'address=/app.local/192.0.2.1',
      'no-resolv',
      `server=127.0.0.1#${main.port}`,
      `server=/corp.example/127.0.0.1#${corp.port}`,
      'server=/public.corp.example/#',
      'local=/lan/',
    ];
    folder.write('dnsmasq.conf', `${lines.join('\n')}\n`);
    const { port } = await serveInTest(['--zone', 'dnsmasq.conf'], folder.path);
    expect(await addresses(port, 'any.app.local A')).toEqual(['192.0.2.1']);
    expect(await addresses(port, 'www.example.org A')).toEqual(['192.0.2.10']);
    expect(await addresses(port, 'git.corp.example A')).toEqual(['192.0.2.20']);
    expect(await addresses(port, 'www.public.corp.example A')).toEqual(['192.0.2.10']);
    expect((await ask(port, 'printer.lan A')).rcode).toBe(3);
    expect(corp.received).toHaveLength(1);
    expect(main.received).toHaveLength(2);
  });
});

test('--forward on the command line goes over rondo.yaml', async () => {
  const [file, flag] = [await upstreamWith('192.0.2.10'), await upstreamWith('192.0.2.20')];
  folder.write('shop.example.zone', masterFile());
  folder.write('rondo.yaml', `zones: shop.example.zone\nforward: 127.0.0.1:${file.port}\n`);
  const { port } = await serveInTest(['--forward', `127.0.0.1:${flag.port}`], folder.path);
  expect(await addresses(port, 'www.example.org A')).toEqual(['192.0.2.20']);
});

test('allow: clients outside it are refused with the reason, zones answer everyone', async () => {
  const main = await upstreamWith('192.0.2.10');
  const { port } = await serveWith(`forward: 127.0.0.1:${main.port}`, 'allow: [192.0.2.0/24]');
  const refused = await ask(port, 'www.example.org A');
  expect(refused.rcode).toBe(5);
  expect([...refused.flags]).toEqual(['qr', 'rd']);
  expect(extendedErrors(refused)).toEqual([expect.stringMatching(/^18 ./)]);
  expect(await addresses(port, 'www.shop.example A')).toEqual(['192.0.2.1']);
  const tcp = await TcpClient.open(port);
  tcp.send(tcpQuery('www.example.org A'));
  expect((await tcp.next())?.rcode).toBe(5);
  tcp.socket.destroy();
  expect(main.received).toHaveLength(0);
});

describe('upstreams that fail', () => {
  test('one that refuses is passed over, and the log says so once', async () => {
    const [dead, main] = [await deadUpstream(), await upstreamWith('192.0.2.10')];
    const { port, server } = await serveWith(`forward: [127.0.0.1:${dead.port}, 127.0.0.1:${main.port}]`);
    for (let count = 0; count < 5; count++)
      expect(await addresses(port, `n${count}.example.org A`)).toEqual(['192.0.2.10']);
    await server.says(new RegExp(`upstream 127\\.0\\.0\\.1:${dead.port} fails`));
    expect(server.output.match(/ fails/g)).toHaveLength(1);
  });

  test('when none answers: SERVFAIL with the reason, and zones are answered all the same', async () => {
    const dead = await deadUpstream();
    const { port, admin } = await serveWith(`forward: 127.0.0.1:${dead.port}`);
    const failed = await ask(port, 'www.example.org A');
    expect(failed.rcode).toBe(2);
    expect([...failed.flags]).toEqual(['qr', 'rd', 'ra']);
    expect(extendedErrors(failed)).toEqual([expect.stringMatching(/^2[23] ./)]);
    expect(await addresses(port, 'www.shop.example A')).toEqual(['192.0.2.1']);
    const metrics = await metricsOf(admin);
    expect(metrics.sum('rondo_forward_unanswered_total')).toBe(1);
    expect(metrics.sum('rondo_dns_requests_total', { zone: '.', rcode: 'SERVFAIL' })).toBe(1);
  });
});

test('a truncated answer goes to a UDP client as it is, and a TCP client gets the whole one', async () => {
  const upstream = await stub(({ query, via, send }) =>
    send(answerTo(query, { records: via === 'tcp' ? 40 : 0, truncated: via === 'udp' })),
  );
  const { port } = await serveWith(`forward: 127.0.0.1:${upstream.port}`);
  const udp = await ask(port, 'big.example.org A');
  expect(udp.flags).toContain('tc');
  expect(upstream.received.map(({ via }) => via)).toEqual(['udp']);
  const tcp = await TcpClient.open(port);
  tcp.send(tcpQuery('big.example.org A'));
  const whole = (await tcp.next()) ?? expect.fail('closed');
  expect(whole.flags).not.toContain('tc');
  expect(whole.answer).toHaveLength(40);
  tcp.socket.destroy();
});

test('what the upstream says passes through: rcode, no aa, its flags', async () => {
  const upstream = await stub(({ query, send }) => send(answerTo(query, { rcode: 3, records: 0 })));
  const { port } = await serveWith(`forward: 127.0.0.1:${upstream.port}`);
  const answer = await ask(port, 'MiXed.example.org A');
  expect(answer.rcode).toBe(3);
  expect([...answer.flags]).toEqual(['qr', 'rd', 'ra']);
  expect(Buffer.from(answer.questions[0].name).toString('latin1')).toContain('MiXed');
});
