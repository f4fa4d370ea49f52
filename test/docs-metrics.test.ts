// The metrics in the documents are those of a server: each name with its labels, and its type by its name.
import { expect, test } from 'vitest';
import { firstColumn, readPages } from './support/markdown.js';
import { rondo, serve } from './support/rondo.js';
import { TempFolder } from './support/temp-folder.js';

const pages = readPages();

/** `{a,b}`: the labels of a metric's samples, without the bound of a bucket. */
function labelsIn(text: string, metric: string): string {
  const sample = new RegExp(`^${metric}(?:_sum)?\\{(.*)\\} `, 'm').exec(text)?.[1] ?? '';
  const names = [...sample.matchAll(/(\w+)="/g)].map(match => match[1]);
  return names.length === 0 ? '' : `{${names.join(',')}}`;
}

test('metrics in the documents are those of /metrics, and all of them', async () => {
  const pool = 'probe: { tcp: 1 }, members: [127.0.0.1, 127.0.0.2]';
  const zone = `zone: app.example\npools: { "@": { ${pool} }, b: { fallback: { pool: "@" }, ${pool} }, c: { members: { from: file, path: c.json } } }\n`;
  const folder = new TempFolder();
  // Nothing listens on port 1: the members are down, and the upstream refuses.
  folder.write('ads.txt', 'ads.example\n');
  const config = `block: ads.txt
notify: { exec: ["true"] }
forward: tls://127.0.0.1:1#dns.example
admin: 127.0.0.1:0
`;
  const args = ['--config', folder.write('rondo.yaml', config), '--zone', folder.write('app.yaml', zone)];
  const { server, port } = await serve(args, folder.path);
  try {
    for (const name of ['app.example', 'elsewhere.example'])
      await rondo(['query', name, '--server', `127.0.0.1:${port}`]);
    const [, admin] = await server.says(/"admin":"([^"]+)"/);
    const text = await (await fetch(`http://${admin}/metrics`)).text();
    const shown = [...text.matchAll(/^# TYPE (rondo_\w+)/gm)].map(
      ([, name]) => `${name}${labelsIn(text, name)}`,
    );
    // The type follows from the name.
    for (const [, name, type] of text.matchAll(/^# TYPE (rondo_\w+) (\w+)$/gm)) {
      const isHistogram = name === 'rondo_dns_request_duration_seconds';
      const told = isHistogram ? 'histogram' : name.endsWith('_total') ? 'counter' : 'gauge';
      expect([name, type]).toEqual([name, told]);
      expect(text).toMatch(new RegExp(`^# HELP ${name} \\S`, 'm'));
    }
    const listed = pages.flatMap(each => firstColumn(each, 'name'));
    expect(listed.sort()).toEqual(shown.sort());
    const mentioned = pages.flatMap(({ prose }) => prose.match(/\brondo_\w+/g) ?? []);
    const names = shown.map(each => each.replace(/\{.*/, ''));
    expect(mentioned.filter(name => !names.includes(name))).toEqual([]);
  } finally {
    await server.stop();
    folder.remove();
  }
});
