// The batch transport through the real command: answers come from the address that was asked, those of upstreams too.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { answerTo, startStub } from '../forward/stub-upstream.js';
import { addresses, answers, ask, until } from '../support/ask.js';
import { metricsOf } from '../support/exposition.js';
import { needsBatch } from '../support/programs.js';
import { quietPort } from '../support/quiet-port.js';
import { answering, serveInTest, startServe } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';
import { clients } from './clients.js';

const folder = new TempFolder();
afterAll(() => folder.remove());
beforeEach(context => context.skip(...needsBatch()));

const BATCH = ['--transport', 'batch', '--workers', '3', '--admin', '127.0.0.1:0'];

describe('forwarding', () => {
  test('goes through the main thread and comes back from the address that was asked', async () => {
    const upstream = await startStub(({ query, send }) => send(answerTo(query, { address: '192.0.2.10' })));
    onTestFinished(() => upstream.close());
    folder.write('own.example.zone', masterFile('www A 192.0.2.1', 'out CNAME www.example.org.'));
    const forward = ['--forward', `127.0.0.1:${upstream.port}`];
    const args = ['--zone', 'own.example.zone', ...BATCH, ...forward];
    const { port, admin } = await serveInTest(args, folder.path, '0.0.0.0');
    const all = await clients(port, 20);
    const replies = await Promise.all(all.map((client, index) => client.ask(`n${index}.example.org A`)));
    expect(replies.map(reply => answers(reply)[0])).toEqual(Array(20).fill('60 IN A 192.0.2.10'));
    // A connected socket sees only answers from the address that it asked.
    expect(answers(await ask(port, 'other.example.org A', { address: '127.0.0.9' }))).toEqual([
      '60 IN A 192.0.2.10',
    ]);
    expect(answers(await ask(port, 'out.own.example A'))).toEqual([
      '60 IN CNAME www.example.org.',
      '60 IN A 192.0.2.10',
    ]);
    const metrics = await metricsOf(admin);
    expect(metrics.sum('rondo_dns_requests_total', { proto: 'udp' })).toBe(22);
  });

  test('clients outside "allow" are refused in the threads', async () => {
    folder.write('own.example.zone', masterFile('www A 192.0.2.1'));
    folder.write(
      'rondo.yaml',
      'zones: own.example.zone\nforward: 127.0.0.1:9\nallow: [127.0.0.8/29]\ntransport: batch\nworkers: 2\n',
    );
    const { port } = await serveInTest([], folder.path, '0.0.0.0');
    const refused = await ask(port, 'www.example.org A');
    expect(refused.rcode).toBe(5);
    expect(refused.flags).not.toContain('ra');
    folder.write(
      'rondo.yaml',
      'zones: own.example.zone\nforward: 127.0.0.1:9\nallow: local\ntransport: batch\nworkers: 2\n',
    );
    await until(
      () => ask(port, 'www.own.example A'),
      ({ flags }) => flags.has('ra'),
    );
  });
});

describe('a wildcard address', () => {
  const serveOn = (address: string) => {
    folder.write('own.example.zone', masterFile('www A 192.0.2.1'));
    return serveInTest(['--zone', 'own.example.zone', ...BATCH], folder.path, address);
  };

  test('IPv4: the answer comes from the address that was asked', async () => {
    const { port, listen } = await serveOn('0.0.0.0');
    expect(listen).toEqual([`0.0.0.0:${port}`]);
    for (const address of ['127.0.0.1', '127.0.0.5', '127.1.2.3'])
      expect(answers(await ask(port, 'www.own.example A', { address }))).toEqual(['60 IN A 192.0.2.1']);
  });

  test('IPv6: the answer comes from the address that was asked', async context => {
    const own = Object.values(networkInterfaces()).flatMap(list => list ?? []);
    context.skip(!own.some(({ address }) => address === '::1'), 'skipped: this machine has no ::1');
    const { port } = await serveOn('::');
    for (const { address, family, internal, scopeid } of own)
      if (family === 'IPv6' && (internal || scopeid === 0))
        expect(answers(await ask(port, 'www.own.example A', { address }))).toEqual(['60 IN A 192.0.2.1']);
  });

  test('when somebody holds the port on one of the addresses, the others are taken one by one', async () => {
    const holder = createSocket('udp4');
    onTestFinished(() => void holder.close());
    const port = await quietPort();
    holder.bind(port, '127.0.0.53');
    await once(holder, 'listening');
    folder.write('own.example.zone', masterFile('www A 192.0.2.1'));
    const server = startServe(
      ['--listen', `0.0.0.0:${port}`, '--zone', 'own.example.zone', ...BATCH],
      folder.path,
    );
    onTestFinished(async () => void (await server.stop('SIGKILL')));
    const { listen } = await answering(server);
    expect(listen).toContain(`127.0.0.1:${port}`);
    expect(listen).not.toContain(`0.0.0.0:${port}`);
    expect(await addresses(port, 'www.own.example A')).toEqual(['192.0.2.1']);
  });
});
