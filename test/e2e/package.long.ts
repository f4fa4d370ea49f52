// The package as a user gets it: packed, installed into a prefix of its own, and run from there.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROOT } from '../support/markdown.js';
import { finish, type Running, start } from '../support/processes.js';
import { answering, RONDO } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';

const folder = new TempFolder();
const bin = folder.at('prefix/bin/rondo');
let server: Running | undefined;

beforeAll(() => {
  const npm = (...args: string[]) => execFileSync('npm', args, { cwd: ROOT, stdio: 'pipe' });
  // The script that packs writes it, after a build.
  writeFileSync(join(ROOT, 'dist/rondo.1'), execFileSync(process.execPath, [RONDO, 'manual']));
  npm('pack', '--silent', '--ignore-scripts', '--pack-destination', folder.path);
  const tarball = readdirSync(folder.path).find(name => name.endsWith('.tgz'))!;
  // What `npm ci` brought is in npm's cache, so that this needs no network.
  const quiet = ['--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline'];
  npm('install', '--global', '--prefix', folder.at('prefix'), ...quiet, folder.at(tarball));
  folder.write('www.yaml', 'zone: www.example\nrecords: { "@": { A: 192.0.2.1 } }\n');
});
afterAll(async () => {
  await server?.stop('SIGKILL');
  folder.remove();
});

test('the installed command tells its version, checks a zone and serves it', async () => {
  const rondo = (...args: string[]) => finish(bin, args, folder.path);
  expect(await rondo('--version')).toMatchObject({
    stdout: expect.stringMatching(/^rondo \d+\.\d+\.\d+\n$/),
  });
  expect(await rondo('check', 'www.yaml')).toMatchObject({ status: 0 });

  server = start(bin, ['serve', '--zone', 'www.yaml', '--listen', '127.0.0.1:0'], folder.path);
  const { port } = await answering(server);
  const { stdout } = await rondo('query', 'www.example', '--server', `127.0.0.1:${port}`);
  expect(stdout).toContain('192.0.2.1');
  expect(await server.stop()).toBe(0);
  expect(existsSync(folder.at('prefix/share/man/man1/rondo.1'))).toBe(true);
});
