// The metrics in the documents, the dashboard and the alerts are those of a server: each name with its labels, and its type by its name.
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { certificates } from '../probe/certificates.js';
import { expressionsOf, readDashboard, readRules } from '../support/dashboard.js';
import { firstColumn, readPages } from '../support/markdown.js';
import { groupedBy, metricsIn, recordedIn } from '../support/promql.js';
import { answering, rondo, startServe } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';

const pages = readPages();

/** The labels of a metric's samples, without the bound of a bucket. */
function labelsOf(text: string, metric: string): string[] {
  const sample = new RegExp(`^${metric}(?:_sum)?\\{(.*)\\} `, 'm').exec(text)?.[1] ?? '';
  return [...sample.matchAll(/(\w+)="/g)].map(match => match[1]);
}

/** `{a,b}`. */
function labelsIn(text: string, metric: string): string {
  const names = labelsOf(text, metric);
  return names.length === 0 ? '' : `{${names.join(',')}}`;
}

const folder = new TempFolder();
const secure = createServer(certificates.own, socket => socket.end());
let text = '';

beforeAll(async () => {
  await new Promise<void>(resolve => secure.listen(0, '127.0.0.1', resolve));
  const pool = 'probe: { tcp: 1 }, members: [127.0.0.1, 127.0.0.2]';
  const tls = `probe: { tcp: ${(secure.address() as AddressInfo).port}, tls: true, insecure: true }, members: [127.0.0.1]`;
  const zone = `zone: app.example\npools: { "@": { ${pool} }, b: { fallback: { pool: "@" }, ${pool} }, c: { members: { from: file, path: c.json } }, d: { ${tls} } }\n`;
  // Nothing listens on port 1: the members are down, and the upstream refuses.
  folder.write('ads.txt', 'ads.example\n');
  folder.write('own.pem', certificates.own.cert);
  folder.write('own.key', certificates.own.key);
  const config = `listen: [127.0.0.1:0, { address: 127.0.0.1:0, tls: { cert: own.pem, key: own.key } }]
block: ads.txt
notify: { exec: ["true"] }
state: state.json
zones: [app.yaml, { name: far.example, primaries: "127.0.0.1:1" }]
transfer: { to: 127.0.0.1, notify: "127.0.0.1:1", health: follow }
forward: tls://127.0.0.1:1#dns.example
admin: 127.0.0.1:0
`;
  folder.write('app.yaml', zone);
  const args = ['--config', folder.write('rondo.yaml', config)];
  const { server, port } = await answering(startServe(args, folder.path));
  try {
    for (const name of ['app.example', 'elsewhere.example'])
      await rondo(['query', name, '--server', `127.0.0.1:${port}`]);
    const [, admin] = await server.says(/"admin":"([^"]+)"/);
    text = await (await fetch(`http://${admin}/metrics`)).text();
  } finally {
    await server.stop();
  }
});
afterAll(() => {
  secure.close();
  folder.remove();
});

const typesIn = () => [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name, type]) => ({ name, type }));

test('metrics in the documents are those of /metrics, and all of them', () => {
  const own = typesIn().filter(({ name }) => name.startsWith('rondo_'));
  // The type follows from the name.
  for (const { name, type } of own) {
    const isHistogram = name === 'rondo_dns_request_duration_seconds';
    const told = isHistogram ? 'histogram' : name.endsWith('_total') ? 'counter' : 'gauge';
    expect([name, type]).toEqual([name, told]);
    expect(text).toMatch(new RegExp(`^# HELP ${name} \\S`, 'm'));
  }
  const shown = own.map(({ name }) => `${name}${labelsIn(text, name)}`);
  const listed = pages.flatMap(each => firstColumn(each, 'name'));
  expect(listed.sort()).toEqual(shown.sort());
  const mentioned = pages.flatMap(({ prose }) => prose.match(/(?<!:)\brondo_\w+/g) ?? []);
  const names = own.map(({ name }) => name);
  expect(mentioned.filter(name => !names.includes(name))).toEqual([]);
});

/** What Prometheus adds to each series, and the bound of a bucket. */
const ADDED = ['job', 'instance', 'le'];

test('metrics and labels of the dashboard and the alerts are those of /metrics', () => {
  const rules = readRules();
  const recorded = rules.flatMap(({ record }) => record ?? []);
  const types = new Map(typesIn().map(({ name, type }) => [name, type]));
  for (const expr of [...rules.map(each => each.expr), ...expressionsOf(readDashboard())]) {
    const labels = new Set(ADDED);
    for (const { name, labels: selected } of metricsIn(expr)) {
      if (name === 'up') continue;
      const family =
        types.get(name.replace(/_bucket$/, '')) === 'histogram' ? name.replace(/_bucket$/, '') : name;
      expect([expr, types.has(family)]).toEqual([expr, true]);
      for (const label of labelsOf(text, family)) labels.add(label);
      expect([expr, selected.filter(label => !labels.has(label))]).toEqual([expr, []]);
      // A counter alone says nothing, and a rate of something else does not either.
      const before = expr.slice(0, expr.indexOf(name));
      const isRated = /\b(?:rate|increase)\($/.test(before);
      if (types.get(family) !== 'gauge' || isRated)
        expect([expr, isRated]).toEqual([expr, types.get(family) !== 'gauge']);
    }
    const others = recordedIn(expr);
    expect(others.filter(name => !recorded.includes(name))).toEqual([]);
    expect([expr, groupedBy(expr).filter(label => !labels.has(label))]).toEqual([expr, []]);
  }
});
