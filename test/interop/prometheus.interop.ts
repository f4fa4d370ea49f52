// A real Prometheus, set up as the documents say: it scrapes Rondo, its alerts reach an Alertmanager, and it answers the dashboard.
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, until } from '../support/ask.js';
import { expressionsOf, RULES, readDashboard } from '../support/dashboard.js';
import { readPages } from '../support/markdown.js';
import { type Running, start } from '../support/processes.js';
import { needs, program } from '../support/programs.js';
import { withoutVariables } from '../support/promql.js';
import { quietPort } from '../support/quiet-port.js';
import { type Served, serve } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';

/** An alert as Prometheus posts it. */
interface Alert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** In the past when it is over. */
  readonly endsAt: string;
}

async function listen<Kind extends Server | HttpServer>(server: Kind, port = 0, address = '127.0.0.1') {
  await new Promise<void>(resolve => server.listen(port, address, resolve));
  return (server.address() as AddressInfo).port;
}

const close = (server: Server | HttpServer) => new Promise(resolve => server.close(resolve));

describe.skipIf(needs('prometheus')[0])('Prometheus', () => {
  const folder = new TempFolder();
  const backends = ['127.0.0.1', '127.0.0.2', '127.0.0.3'].map(address => ({
    address,
    server: createServer(socket => socket.destroy()),
  }));
  /** The last word on each alert. */
  const told = new Map<string, Alert>();
  const alertmanager = createHttpServer((request, response) => {
    let body = '';
    request.on('data', data => {
      body += data;
    });
    request.on('end', () => {
      for (const alert of JSON.parse(body) as Alert[]) told.set(JSON.stringify(alert.labels), alert);
      response.end();
    });
  });
  let rondo: Served;
  let prometheus: Running;
  let api = '';

  /** The configuration in the documents, for the ports of this test and without its waits. */
  function configure(admin: string, alerts: number): string {
    const page = readPages().find(({ path }) => path === 'docs/monitoring.md')!;
    const shown = page.blocks.find(({ info }) => info === 'yaml prometheus.yml')!.text;
    folder.write('rules.yaml', readFileSync(RULES, 'utf8').replaceAll(/for: \d+m/g, 'for: 0s'));
    return folder.write(
      'prometheus.yml',
      shown
        .replaceAll('15s', '1s')
        .replace('127.0.0.1:9153', admin)
        .replace('127.0.0.1:9093', `127.0.0.1:${alerts}`),
    );
  }

  beforeAll(async () => {
    const port = await quietPort();
    for (const { server, address } of backends) await listen(server, port, address);
    const probe = `probe: { tcp: ${port}, interval: 200ms, fall: 1 }`;
    const zone = `zone: app.example\npools: { "@": { ${probe}, members: [127.0.0.1, 127.0.0.2] }, other: { ${probe}, members: [127.0.0.3] } }\n`;
    folder.write('app.yaml', zone);
    rondo = await serve(
      ['--zone', 'app.yaml', '--forward', '127.0.0.1:1', '--admin', '127.0.0.1:0'],
      folder.path,
    );
    await ask(rondo.port, 'app.example A');
    const config = configure(rondo.admin, await listen(alertmanager));
    const webPort = await quietPort();
    api = `http://127.0.0.1:${webPort}/api/v1`;
    prometheus = start(
      program('prometheus')!,
      [
        `--config.file=${config}`,
        `--storage.tsdb.path=${folder.at('data')}`,
        `--web.listen-address=127.0.0.1:${webPort}`,
      ],
      folder.path,
    );
    await prometheus.says(/Server is ready to receive web requests/);
  }, 120_000);
  afterAll(async () => {
    await prometheus?.stop();
    await rondo?.server.stop();
    for (const { server } of backends) server.close();
    alertmanager.close();
    folder.remove();
  });

  /** What Prometheus answers to an expression. */
  async function query(
    expr: string,
  ): Promise<{ status: string; error?: string; data?: { result: unknown[] } }> {
    const response = await fetch(`${api}/query?query=${encodeURIComponent(expr)}`);
    return (await response.json()) as Awaited<ReturnType<typeof query>>;
  }

  /** Waits until an alert fires, or fires no longer. */
  function alert(name: string, isOn = true): Promise<Alert | undefined> {
    return until(
      () =>
        [...told.values()].find(
          ({ labels, endsAt }) => labels.alertname === name && Date.parse(endsAt) > Date.now(),
        ),
      found => (found !== undefined) === isOn,
    );
  }

  it('scrapes Rondo and reads the rules', async () => {
    await until(
      () => query('up{job="rondo"} == 1'),
      ({ data }) => data?.result.length === 1,
    );
    const { data } = (await (await fetch(`${api}/rules`)).json()) as {
      data: { groups: { rules: { lastError?: string }[] }[] };
    };
    const rules = data.groups.flatMap(group => group.rules);
    expect(rules.length).toBeGreaterThan(20);
    expect(rules.flatMap(({ lastError = '' }) => (lastError === '' ? [] : lastError))).toEqual([]);
  });

  it('tells that a backend died, that its pool is on the fallback, and that it is not any more', async () => {
    const [{ server: first }, { server: second, address }] = backends;
    const port = (first.address() as AddressInfo).port;
    await close(second);
    const down = await alert('RondoMemberDown');
    expect(down?.labels).toMatchObject({
      ...{ job: 'rondo', instance: rondo.admin, severity: 'warning' },
      ...{ pool: 'app.example A', backend: `${address}:${port}` },
    });
    expect(down?.annotations.summary).toBe(`${address}:${port} in app.example A is down.`);
    expect(await alert('RondoPoolOnFallback', false)).toBeUndefined();
    await close(first);
    const fallback = await alert('RondoPoolOnFallback');
    expect(fallback?.labels).toMatchObject({ pool: 'app.example A', severity: 'critical' });
    expect(fallback?.annotations.description).toContain(`app.example A on ${rondo.admin} hands out members`);
    await listen(first, port, '127.0.0.1');
    await alert('RondoPoolOnFallback', false);
  });

  it('answers what the dashboard asks', async () => {
    const dashboard = readDashboard();
    for (const expr of expressionsOf(dashboard)) {
      const { status, error } = await query(withoutVariables(expr));
      expect([expr, status, error]).toEqual([expr, 'success', undefined]);
    }
    const overview = dashboard.panels.filter(
      ({ type, title }) => type === 'stat' && !/SERVFAIL|Cache/.test(title),
    );
    expect(overview.length).toBeGreaterThan(10);
    for (const { title, targets = [] } of overview)
      for (const { expr } of targets) {
        const { data } = await query(withoutVariables(expr));
        expect([title, data?.result.length]).toEqual([title, 1]);
      }
  });
});
