// The admin listener: metrics that Prometheus reads, health for supervisors, and no way to bother it.
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, TcpClient, tcpQuery } from '../support/ask.js';
import { metricsOf } from '../support/exposition.js';
import { finishWithInput } from '../support/processes.js';
import { program } from '../support/programs.js';
import { type Served, serve } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';

const folder = new TempFolder();
let served: Served;

beforeAll(async () => {
  folder.write('shop.example.zone', masterFile('www A 192.0.2.1'));
  served = await serve(['--zone', 'shop.example.zone', '--admin', '127.0.0.1:0'], folder.path);
});

afterAll(async () => {
  await served?.server.stop();
  folder.remove();
});

/** Sends text as it is; what comes back until the server closes. */
async function raw(text: string): Promise<string> {
  const [host, port] = served.admin.split(':');
  const socket = connect({ host, port: Number(port) });
  let received = '';
  socket.on('data', data => {
    received += data;
  });
  socket.on('error', () => socket.destroy());
  socket.write(text);
  await once(socket, 'close');
  return received;
}

const get = (path: string, ...headers: string[]) =>
  raw([`GET ${path} HTTP/1.1`, ...headers, 'Connection: close', '', ''].join('\r\n'));

describe('metrics', () => {
  test('the page is valid, and every metric of rondo says what it is', async () => {
    const page = await (await fetch(`http://${served.admin}/metrics`)).text();
    const metrics = await metricsOf(served.admin);
    for (const name of metrics.types.keys()) expect(page).toMatch(new RegExp(`^# HELP ${name} .`, 'm'));
    expect(metrics.types.get('rondo_dns_requests_total')).toBe('counter');
    expect(metrics.types.get('rondo_dns_request_duration_seconds')).toBe('histogram');
    expect(metrics.sum('rondo_build_info')).toBe(1);
    expect(metrics.sum('rondo_config_last_reload_success')).toBe(1);
    const promtool = program('promtool');
    if (promtool === undefined) return;
    // What prom-client says of Node has the names that it gives.
    const own = page.replace(/^(# (HELP|TYPE) )?nodejs_.*\n/gm, '');
    expect((await finishWithInput(promtool, ['check', 'metrics'], own)).status).toBe(0);
  });

  test('each answer moves the counter with its labels', async () => {
    const count = async (labels: Record<string, string>) =>
      (await metricsOf(served.admin)).sum('rondo_dns_requests_total', labels);
    const own = { zone: 'shop.example', type: 'A', proto: 'udp', family: 'ipv4', rcode: 'NOERROR' };
    const absent = { ...own, rcode: 'NXDOMAIN' };
    const outside = { zone: '.', type: 'AAAA', proto: 'tcp', family: 'ipv4', rcode: 'REFUSED' };
    const before = [await count(own), await count(absent), await count(outside)];
    await ask(served.port, 'www.shop.example A');
    await ask(served.port, 'www.shop.example A');
    await ask(served.port, 'none.shop.example A');
    const tcp = await TcpClient.open(served.port);
    tcp.send(tcpQuery('www.example.org AAAA'));
    await tcp.next();
    tcp.socket.destroy();
    const after = [await count(own), await count(absent), await count(outside)];
    expect(after.map((value, index) => value - before[index])).toEqual([2, 1, 1]);
  });

  test('durations: the buckets add up, and the count is that of the answers', async () => {
    await ask(served.port, 'www.shop.example A');
    const metrics = await metricsOf(served.admin);
    const name = 'rondo_dns_request_duration_seconds';
    const buckets = [...metrics.values].filter(
      ([series]) => series.startsWith(`${name}_bucket`) && series.includes('proto="udp"'),
    );
    const counts = buckets.map(([, value]) => value);
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
    expect(buckets.at(-1)?.[0]).toContain('le="+Inf"');
    expect(counts.at(-1)).toBe(metrics.sum(`${name}_count`, { proto: 'udp' }));
    expect(counts.at(-1)).toBe(metrics.sum('rondo_dns_requests_total', { proto: 'udp' }));
  });

  test('what clients send makes no label and no new series', async () => {
    for (const type of ['TYPE65280', 'TYPE65281', 'TYPE12345'])
      await ask(served.port, `www.shop.example ${type}`);
    // Those of Node.js come up with the first collection of each kind.
    const ownSeries = async () =>
      [...(await metricsOf(served.admin)).values.keys()].filter(series => series.startsWith('rondo_')).length;
    const before = await ownSeries();
    for (const label of ['evil-label', 'x\\"y', '\\010\\000'])
      for (const type of ['TYPE65280', 'TYPE65399', 'TYPE23456'])
        await ask(served.port, `${label}.shop.example ${type}`);
    await ask(served.port, 'www.shop.example A', { opcode: 2 });
    const page = await (await fetch(`http://${served.admin}/metrics`)).text();
    expect(page).not.toContain('evil-label');
    // One series for NXDOMAIN of "other", one for NOTIMP.
    expect(await ownSeries()).toBeLessThanOrEqual(before + 2);
  });
});

describe('pages', () => {
  test.each([
    ['/healthz', 200, 'ok\n'],
    ['/readyz', 200, 'ready\n'],
    ['/readyz?verbose', 200, 'ready\n'],
    ['/nothing', 404, 'Not found. Try /metrics, /healthz or /readyz.\n'],
  ])('%s', async (path, status, text) => {
    const response = await fetch(`http://${served.admin}${path}`);
    expect(response.status).toBe(status);
    expect(await response.text()).toBe(text);
  });

  test('the first page names the others', async () => {
    const text = await (await fetch(`http://${served.admin}/`)).text();
    for (const path of ['/metrics', '/healthz', '/readyz']) expect(text).toContain(path);
  });

  test('HEAD has no body; other methods are refused with those that are allowed', async () => {
    const head = await fetch(`http://${served.admin}/healthz`, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    const post = await fetch(`http://${served.admin}/metrics`, { method: 'POST', body: 'x' });
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  test.each([
    ['Host: attacker.example', 421],
    ['Host: localhost.attacker.example:9153', 421],
    ['Host: localhost:9153', 200],
    ['Host: 127.0.0.1', 200],
    ['Host: [::1]:9153', 200],
  ])('a name that leads here by DNS rebinding: %s', async (host, status) => {
    expect(await get('/metrics', host)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  });
});

describe('rough clients', () => {
  test('headers without an end in sight are refused', async () => {
    expect(await get('/metrics', 'Host: localhost', `X: ${'x'.repeat(70_000)}`)).toMatch(/^HTTP\/1\.1 431 /);
  });

  test('what is no HTTP is refused, and the listener goes on', async () => {
    expect(await raw('\x16\x03\x01 not http\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
    expect((await fetch(`http://${served.admin}/healthz`)).status).toBe(200);
  });

  test('connections that never send a whole request are closed, and those beyond the limit at once', async () => {
    const [host, port] = served.admin.split(':');
    const stay = () =>
      new Promise<void>(resolve => {
        const socket = connect({ host, port: Number(port) });
        socket.on('error', () => socket.destroy()).on('close', () => resolve());
        socket.resume();
        socket.write('GET /metrics HTTP/1.1\r\nX-');
      });
    await Promise.all(Array.from({ length: 200 }, stay));
    expect((await fetch(`http://${served.admin}/readyz`)).status).toBe(200);
  });
});
