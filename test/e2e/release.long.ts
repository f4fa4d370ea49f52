// The release: all libraries in few files. As a Debian package it is unpacked into a folder, and runs from there.
import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ROOT } from '../support/markdown.js';
import { finish, type Running, start } from '../support/processes.js';
import { needs, needsBatch, program } from '../support/programs.js';
import { answering } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';

const folder = new TempFolder();
const missing = needs('dpkg-deb', 'git');
let deb = '';
let server: Running | undefined;

beforeAll(() => {
  if (missing[0]) return;
  execFileSync('sh', ['deploy/debian/build.sh'], { cwd: ROOT, stdio: 'pipe' });
  deb = join(ROOT, 'release', readdirSync(join(ROOT, 'release')).find(name => name.endsWith('.deb'))!);
  execFileSync(program('dpkg-deb')!, ['--extract', deb, folder.path]);
});
beforeEach(context => context.skip(...missing));
afterAll(async () => {
  await server?.stop('SIGKILL');
  folder.remove();
});

test('the package has program, page, completions, service and configuration, and nothing of this machine', async () => {
  const { stdout } = await finish(program('dpkg-deb')!, ['--contents', deb]);
  const paths = stdout.split('\n').flatMap(line => / \.\/(\S+)/.exec(line)?.[1] ?? []);
  expect(paths).toEqual(
    expect.arrayContaining([
      'usr/bin/rondo',
      'usr/lib/systemd/system/rondo.service',
      'usr/lib/systemd/system/rondo.socket',
      'usr/lib/sysusers.d/rondo.conf',
      'usr/share/man/man1/rondo.1.gz',
      'usr/share/bash-completion/completions/rondo',
      'usr/share/zsh/vendor-completions/_rondo',
      'usr/share/fish/vendor_completions.d/rondo.fish',
      'etc/rondo/rondo.yaml',
      'etc/rondo/zones/app.test.yaml',
    ]),
  );
  expect(stdout.split('\n').filter(line => line !== '' && !line.includes(' root/root '))).toEqual([]);
  const programs = paths.filter(path => path.startsWith('usr/lib/rondo/dist/js/') && path.endsWith('.js'));
  expect(programs.filter(path => readFileSync(folder.at(path), 'utf8').includes(ROOT))).toEqual([]);
  expect(lstatSync(folder.at('usr/bin/rondo')).isSymbolicLink()).toBe(true);
  expect(existsSync(folder.at('usr/share/doc/rondo/copyright'))).toBe(true);
});

test('lintian finds nothing but that there is no address of a maintainer', async context => {
  context.skip(...needs('lintian'));
  const { stdout } = await finish(program('lintian')!, ['--tag-display-limit', '0', deb]);
  expect(stdout.split('\n').filter(line => /^[EW]:/.test(line) && !line.includes('bogus-mail-host'))).toEqual(
    [],
  );
});

test('it runs from there: over both protocols, with the threads of the batch transport', async context => {
  context.skip(...needsBatch());
  const rondo = folder.at('usr/bin/rondo');
  expect(await finish(rondo, ['check', '--config', folder.at('etc/rondo/rondo.yaml')])).toMatchObject({
    status: 0,
  });
  const zone = folder.write('www.yaml', 'zone: www.example\nrecords: { "@": { A: 192.0.2.1 } }\n');
  server = start(
    rondo,
    ['serve', '--zone', zone, '--listen', '127.0.0.1:0', '--admin', '127.0.0.1:0'],
    folder.path,
  );
  const { port, admin } = await answering(server);
  expect(await (await fetch(`http://${admin}/metrics`)).text()).toContain('rondo_build_info');
  expect(server.output).toContain('"transport":"batch"');
  const ask = (...flags: string[]) =>
    finish(rondo, ['query', 'www.example', '--server', `127.0.0.1:${port}`, ...flags]);
  expect((await ask()).stdout).toContain('192.0.2.1');
  expect((await ask('--tcp')).stdout).toContain('192.0.2.1');
  // A thread of its own reads the files again.
  folder.write('www.yaml', 'zone: www.example\nrecords: { "@": { A: 192.0.2.2 } }\n');
  await server.says(/"msg":"reloaded/);
  expect((await ask()).stdout).toContain('192.0.2.2');
  expect(await server.stop()).toBe(0);
});
