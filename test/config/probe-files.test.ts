// Files that probes name: found beside the file that names them, checked at their key, and read again when they change.
import { utimesSync } from 'node:fs';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { assemble } from '../../src/app/assembly.js';
import { type Loaded, loadConfig } from '../../src/config/load.js';
import type { LoadMemory } from '../../src/config/load-memory.js';
import type { ProbeKindName, SpecOf } from '../../src/zone/probe/spec.js';
import { certificates } from '../health/probe/certificates.js';
import { TempFolder } from '../support/temp-folder.js';

let folder: TempFolder;
beforeEach(() => {
  folder = new TempFolder();
  folder.write('tls/ca.pem', `# our own\n${certificates.ca}`);
  folder.write('tls/client.crt', certificates.client.cert);
  folder.write('tls/client.key', certificates.client.key);
  folder.write('tls/other.key', certificates.own.key);
});
afterEach(() => folder.remove());

const ZONE = 'zone: app.test\npools:\n  "@":\n';

function load(former?: LoadMemory): Loaded {
  return loadConfig({ configFile: folder.at('rondo.yaml'), overrides: {} }, former);
}

/** Loads a zone with such a probe. */
function loadProbe(probe: string): Loaded {
  folder.write('zones/app.yaml', `${ZONE}    probe: ${probe}\n    members: [192.0.2.1, 192.0.2.2]\n`);
  folder.write('rondo.yaml', 'zones: [zones/*]\n');
  return load();
}

/** `file:line:column: message -> hint` of each problem, files relative to the folder. */
function lines({ problems }: Loaded): string[] {
  return problems.list.map(({ place: { file, line, column }, message, hint }) =>
    `${file}:${line}:${column}: ${message}${hint === undefined ? '' : ` -> ${hint}`}`.replaceAll(
      `${folder.path}/`,
      '',
    ),
  );
}

function specOf<Kind extends ProbeKindName = 'https'>(loaded: Loaded): SpecOf<Kind> {
  return assemble(loaded).pools[0].spec as SpecOf<Kind>;
}

describe('a file of a probe', () => {
  it('is looked for in the folder of the file that names it', () => {
    const loaded = loadProbe(
      '{ https: /, ca: ../tls/ca.pem, cert: ../tls/client.crt, key: ../tls/client.key }',
    );
    expect(lines(loaded)).toEqual([]);
    const { ca, cert, key } = specOf(loaded);
    expect(ca?.text).toContain(certificates.ca);
    expect([cert?.text, key?.text]).toEqual([certificates.client.cert, certificates.client.key]);
    expect(loaded.files).toContain(folder.at('tls/ca.pem'));
  });

  it.each([
    ['{ exec: [../check, ../x] }', { command: ['@/check', '../x'] }],
    ['{ exec: [/usr/bin/check] }', { command: ['/usr/bin/check'] }],
    ['{ exec: [check] }', { command: ['check'] }],
    ['{ file: state }', { path: '@/zones/state' }],
    ['{ file: /var/state }', { path: '/var/state' }],
  ])('or a command is, too: %s', (probe, settings) => {
    const shown = JSON.stringify(specOf(loadProbe(probe))).replaceAll(folder.path, '@');
    expect(JSON.parse(shown)).toMatchObject(settings);
  });

  it.each([
    ['{ https: /, ca: ../tls/no.pem }', '4:28: cannot read tls/no.pem: there is no such file'],
    ['{ https: /, ca: ../tls }', '4:28: cannot read tls: it is a folder; name its files, as in tls/*'],
    ['{ https: /, ca: ../tls/client.key }', '4:28: tls/client.key holds no certificate in PEM form'],
    ['{ https: /, ca: ../tls/broken.pem }', '4:28: tls/broken.pem holds a certificate that cannot be read'],
    [
      '{ tcp: 1, tls: true, cert: ../tls/client.crt, key: ../tls/client.crt }',
      '4:63: tls/client.crt holds no private key in PEM form',
    ],
    [
      '{ tcp: 1, tls: true, cert: ../tls/client.crt, key: ../tls/locked.key }',
      '4:63: tls/locked.key holds an encrypted key; a key without a passphrase is needed',
    ],
    [
      '{ https: /, cert: ../tls/client.crt, key: ../tls/other.key }',
      '4:49: the private key is not that of the certificate',
    ],
    ['{ https: /, cert: ../tls/client.crt }', '4:24: `cert` needs its private key -> add `key:`'],
    ['{ https: /, key: ../tls/client.key }', '4:24: `key` needs its certificate -> add `cert:`'],
    ['{ tcp: 1, ca: ../tls/ca.pem }', '4:22: "ca" has no effect without TLS -> add `tls: true`'],
  ])('that is no good is reported at its key: %s', (probe, line) => {
    folder.write('tls/broken.pem', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
    folder.write(
      'tls/locked.key',
      '-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n',
    );
    expect(lines(loadProbe(probe))).toEqual([`zones/app.yaml:${line}`]);
  });

  it('may be named by a profile, and by an entry of health', () => {
    folder.write(
      'app.test.zone',
      '@ 60 SOA ns root 1 2 3 4 5\n@ 60 NS ns\nns 60 A 192.0.2.1\nwww 0 A 192.0.2.2\nwww 0 A 192.0.2.3\n',
    );
    folder.write(
      'rondo.yaml',
      'zones: [app.test.zone]\nprobes: { web: { https: /, ca: tls/ca.pem } }\n' +
        'health:\n  - { match: "www.app.test A", use: web, cert: tls/client.crt, key: tls/other.key }\n',
    );
    expect(lines(load())).toEqual(['rondo.yaml:4:64: the private key is not that of the certificate']);
  });

  it('that changes is read by the next load, and nothing else is', () => {
    folder.write(
      'app.test.zone',
      '@ 60 SOA ns root 1 2 3 4 5\n@ 60 NS ns\nns 60 A 192.0.2.1\nwww 0 A 192.0.2.2\nwww 0 A 192.0.2.3\n',
    );
    folder.write(
      'rondo.yaml',
      'zones: [app.test.zone]\nhealth: [{ match: "www.app.test A", https: /, ca: tls/ca.pem }]\n',
    );
    const past = new Date(Date.now() - 60_000);
    for (const name of ['app.test.zone', 'rondo.yaml', 'tls/ca.pem']) utimesSync(folder.at(name), past, past);
    const first = load();
    folder.write('tls/ca.pem', certificates.own.cert);
    const second = load(first.memory);
    const { ca } = specOf(second);
    expect(ca?.text).toBe(certificates.own.cert);
  });

  it('may hold a password, whose line end does not count', () => {
    folder.write('secret', ' hunter2\r\n');
    const spec = specOf<'redis'>(loadProbe('{ redis: true, password: { file: ../secret } }'));
    expect(spec.password?.text).toBe(' hunter2');
    expect(JSON.stringify(spec) + inspect(spec, { depth: 9 })).not.toContain('hunter2');
  });

  it.each([
    ['{ redis: true, password: { file: ../no } }', '4:40: cannot read no: there is no such file'],
    ['{ redis: true, password: { file: ../empty } }', '4:40: empty is empty'],
    ['{ redis: true, password: { file: ../two } }', '4:40: two is not one line of text'],
    [
      '{ redis: true, password: { env: RONDO_TEST_UNSET } }',
      '4:40: the environment has no variable RONDO_TEST_UNSET',
    ],
    ['{ redis: true, user: probe }', '4:27: `user` needs a password -> add `password:`'],
    [
      '{ redis: true, password: 12 }',
      '4:40: a password does not stand here: write { file: PATH } or { env: NAME }',
    ],
  ])('that is no password is reported: %s', (probe, line) => {
    folder.write('empty', '\n');
    folder.write('two', 'a\nb\n');
    expect(lines(loadProbe(probe)).map(each => each.replace(/:\d+: /, ': '))).toEqual([
      `zones/app.yaml:${line}`.replace(/:\d+: /, ': '),
    ]);
  });

  it('shows its place and a digest, and never what it holds', () => {
    const spec = specOf(loadProbe('{ https: /, cert: ../tls/client.crt, key: ../tls/client.key }'));
    const shown = JSON.stringify(spec) + inspect(spec, { depth: 9 });
    expect(shown).toContain('client.key');
    const secret = certificates.client.key.split('\n')[1];
    expect(shown).not.toContain(secret);
  });
});
