// Dynamic updates of a running server by nsupdate: who may, what stays over a kill, an edit by hand, and writing back.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { addresses, answers, ask, until } from '../support/ask.js';
import { metricsOf } from '../support/exposition.js';
import { fileOf, readPages } from '../support/markdown.js';
import { finish } from '../support/processes.js';
import { needs, program } from '../support/programs.js';
import { answering, rondo, type Served, startServe } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';

const missing = needs('nsupdate', 'dig');
let folder = new TempFolder();
const servers: Served[] = [];
afterEach(async () => {
  for (const { server } of servers.splice(0)) await server.stop('SIGKILL');
  folder.remove();
  folder = new TempFolder();
});

/** The files that docs/updates.md shows. */
function writeDocs(): void {
  const { blocks } = readPages().find(({ path }) => path === 'docs/updates.md')!;
  for (const block of blocks) {
    const file = fileOf(block);
    if (file !== undefined) folder.write(file, block.text);
  }
  const own = 'listen: 127.0.0.1:0\nadmin: 127.0.0.1:0\nstate: state.json\ncontrol: sockets\n';
  folder.write('rondo.yaml', `${readFileSync(folder.at('rondo.yaml'), 'utf8')}${own}`);
}

async function start(): Promise<Served> {
  const served = await answering(startServe([], folder.path));
  servers.push(served);
  return served;
}

const KEYS: Readonly<Record<string, string>> = {
  'external-dns': 'MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=',
  certbot: 'ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=',
};

/** Sends lines as nsupdate does. @returns the response code, or nothing when all was carried out */
async function update(port: number, key: string | undefined, ...lines: readonly string[]): Promise<string> {
  const script = [`server 127.0.0.1 ${port}`, 'zone dyn.example', ...lines, 'send', ''].join('\n');
  const path = folder.write('script', script);
  const signed = key === undefined ? [] : ['-y', `hmac-sha256:${key}:${KEYS[key]}`];
  const { stderr } = await finish(program('nsupdate')!, [...signed, path]);
  return /update failed: (\w+)/.exec(stderr)?.[1] ?? stderr.trim();
}

async function serial(port: number): Promise<number> {
  const [soa] = answers(await ask(port, 'dyn.example SOA'));
  return Number(soa.split(' ')[5]);
}

test('keys change what they may, and what was acknowledged stays over kills, edits and damage', async context => {
  context.skip(...missing);
  writeDocs();
  let { port, server, admin } = await start();
  expect(await update(port, undefined, 'update add a.dyn.example 60 A 192.0.2.7')).toBe('REFUSED');
  await server.says(/an update of dyn\.example\. is refused to 127\.0\.0\.1: it is not signed/);
  expect(await update(port, 'certbot', 'update add a.dyn.example 60 A 192.0.2.7')).toBe('REFUSED');
  const challenge = '_acme-challenge.a.dyn.example';
  expect(await update(port, 'certbot', `update add ${challenge} 60 TXT "token"`)).toBe('');
  expect(answers(await ask(port, `${challenge} TXT`))).toEqual(['60 IN TXT "token"']);
  expect(await update(port, 'certbot', `update delete ${challenge} TXT "token"`)).toBe('');
  expect((await ask(port, `${challenge} TXT`)).rcode).toBe(3);
  expect(await update(port, 'external-dns', 'update add a.dyn.example 60 A 192.0.2.7')).toBe('');
  expect(await update(port, 'external-dns', 'prereq nxdomain a.dyn.example')).toBe('YXDOMAIN');
  expect(await serial(port)).toBe(4);
  // external-dns asks for the zone as a whole, then makes records with their owners in TXT.
  const key = `hmac-sha256:external-dns:${KEYS['external-dns']}`;
  const axfr = ['@127.0.0.1', '-p', `${port}`, '-y', key, 'dyn.example', 'AXFR'];
  expect((await finish(program('dig')!, axfr)).stdout).toMatch(
    /^a\.dyn\.example\.\s+60\s+IN\s+A\s+192\.0\.2\.7$/m,
  );
  const owner = 'update add a-web.dyn.example 0 TXT "heritage=external-dns,external-dns/owner=me"';
  expect(await update(port, 'external-dns', 'update add web.dyn.example 0 A 192.0.2.9', owner)).toBe('');
  const ixfr = [...axfr.slice(0, -1), '+nomulti', 'IXFR=4'];
  expect((await finish(program('dig')!, ixfr)).stdout.match(/IN\s+SOA/g)).toHaveLength(4);
  const metrics = await metricsOf(admin);
  expect(metrics.sum('rondo_updates_total', { result: 'applied' })).toBe(4);
  await server.stop('SIGKILL');
  // What a process was about to write when it was killed.
  const log = folder.at('state.updates/dyn.example.updates');
  writeFileSync(log, Buffer.concat([readFileSync(log), Buffer.from([0, 0, 0, 90, 255, 255])]));
  ({ port, server } = await start());
  expect([await addresses(port, 'a.dyn.example A'), await serial(port)]).toEqual([['192.0.2.7'], 5]);
  expect(await update(port, 'external-dns', 'update add a.dyn.example 60 A 192.0.2.8')).toBe('');
  // An edit beside it, and one of the same RRset.
  const file = folder.at('zones/dyn.example.zone');
  writeFileSync(file, `${readFileSync(file, 'utf8')}a A 192.0.2.10\nhand A 192.0.2.11\n`);
  await until(
    () => addresses(port, 'hand.dyn.example A'),
    found => found.length > 0,
  );
  expect(await addresses(port, 'a.dyn.example A')).toEqual(['192.0.2.10', '192.0.2.7', '192.0.2.8']);
  await server.says(/a\.dyn\.example A was edited in the file and changed by updates: both count/);
  expect(await update(port, 'external-dns', 'update delete a.dyn.example A 192.0.2.10')).toBe('');
  expect(await addresses(port, 'a.dyn.example A')).toEqual(['192.0.2.7', '192.0.2.8']);
  const before = await serial(port);
  const shown = async (...words: string[]) => (await rondo(words, folder.path)).stdout;
  const apart = /3 RRsets are not as in the file, for \d+s; `rondo zone sync dyn\.example` writes the file/;
  expect(await shown('zone', 'show', 'dyn.example', '--control', 'sockets')).toMatch(apart);
  expect(await shown('check')).toMatch(apart);
  const status = () => shown('status', '--control', 'sockets');
  expect(await status()).toMatch(/^updated +1 zone not as in the file: dyn\.example \(3 RRsets, for \d+s\)/m);
  const synced = await rondo(['zone', 'sync', 'dyn.example', '--control', 'sockets'], folder.path);
  expect([synced.status, synced.stdout]).toEqual([
    0,
    `zones/dyn.example.zone has dyn.example as it is served\n`,
  ]);
  expect(await status()).not.toContain('updated');
  expect(existsSync(`${file}~`)).toBe(true);
  expect(readFileSync(file, 'utf8')).toMatch(/^web\.dyn\.example\. 0 IN A 192\.0\.2\.9$/m);
  await server.stop('SIGKILL');
  writeFileSync(log, Buffer.concat([readFileSync(log), Buffer.alloc(40, 7)]));
  ({ port, server } = await start());
  expect([await serial(port), await addresses(port, 'web.dyn.example A')]).toEqual([before, ['192.0.2.9']]);
  expect(await update(port, 'external-dns', 'update add late.dyn.example 60 A 192.0.2.8')).toBe('');
  await server.says(/updates of dyn\.example: it is damaged at octet \d+: .*\.damaged now/);
  expect(await serial(port)).toBe(before + 1);
});
