// Files that probes name: found beside the file that names them, checked at their key, and read again when they change.
import { utimesSync } from 'node:fs';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Loaded, loadConfig } from '../../src/config/load.js';
import type { LoadMemory } from '../../src/config/load-memory.js';
import type { ProbeKindName, SpecOf } from '../../src/probe/spec.js';
import { makeGeneration } from '../../src/store/generation.js';
import { certificates } from '../probe/certificates.js';
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

const ZONE = '@ 60 SOA ns root 1 2 3 4 5\n@ 60 NS ns\nns 60 A 192.0.2.1\n@ 0 A 192.0.2.2\n@ 0 A 192.0.2.3\n';
const BEFORE_KEYS = '  - { match: "app.test A",';

function load(former?: LoadMemory, configFile = 'rondo.yaml'): Loaded {
  return loadConfig({ configFile: folder.at(configFile), overrides: {} }, former);
}

/** Loads a configuration with such a probe, in a mapping, for a zone. */
function loadProbe(probe: string): Loaded {
  folder.write('conf/app.test.zone', ZONE);
  folder.write('conf/rondo.yaml', `zones: [app.test.zone]\nhealth:\n${BEFORE_KEYS}${probe.slice(1)}\n`);
  return load(undefined, 'conf/rondo.yaml');
}

/** `column: message -> hint` of each problem of {@link loadProbe}, the columns in the mapping. */
function linesInProbe(loaded: Loaded): string[] {
  return lines(loaded).map(line =>
    line.replace(/^conf\/rondo\.yaml:3:(\d+)/, (_, column) =>
      String(Number(column) - BEFORE_KEYS.length + 1),
    ),
  );
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
  return makeGeneration(loaded).pools[0].spec as SpecOf<Kind>;
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
    ['{ file: state }', { path: '@/conf/state' }],
    ['{ file: /var/state }', { path: '/var/state' }],
  ])('or a command is, too: %s', (probe, settings) => {
    const shown = JSON.stringify(specOf(loadProbe(probe))).replaceAll(folder.path, '@');
    expect(JSON.parse(shown)).toMatchObject(settings);
  });

  it.each([
    ['{ https: /, ca: ../tls/no.pem }', '17: cannot read tls/no.pem: there is no such file'],
    ['{ https: /, ca: ../tls }', '17: tls is a folder: name one file in it'],
    ['{ https: /, ca: ../tls/client.key }', '17: tls/client.key holds no certificate in PEM form'],
    ['{ https: /, ca: ../tls/broken.pem }', '17: tls/broken.pem holds a certificate that cannot be read'],
    [
      '{ tcp: 1, tls: true, cert: ../tls/client.crt, key: ../tls/client.crt }',
      '52: tls/client.crt holds no private key in PEM form',
    ],
    [
      '{ tcp: 1, tls: true, cert: ../tls/client.crt, key: ../tls/locked.key }',
      '52: tls/locked.key holds an encrypted key; `openssl pkey -in OLD -out NEW` writes it without the passphrase',
    ],
    [
      '{ https: /, cert: ../tls/client.crt, key: ../tls/other.key }',
      '38: the private key is not that of the certificate -> name two files that were made together',
    ],
    ['{ https: /, cert: ../tls/client.crt }', '13: `cert` needs its private key -> add `key:`'],
    ['{ https: /, key: ../tls/client.key }', '13: `key` needs its certificate -> add `cert:`'],
    ['{ tcp: 1, ca: ../tls/ca.pem }', '11: "ca" has no effect without TLS -> add `tls: true`'],
  ])('that is no good is reported at its key: %s', (probe, line) => {
    folder.write('tls/broken.pem', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
    folder.write(
      'tls/locked.key',
      '-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n',
    );
    expect(linesInProbe(loadProbe(probe))).toEqual([line]);
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
    expect(lines(load())).toEqual([
      'rondo.yaml:4:64: the private key is not that of the certificate -> name two files that were made together',
    ]);
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
    ['{ redis: true, password: { file: ../no } }', '16: cannot read no: there is no such file'],
    ['{ redis: true, password: { file: ../empty } }', '16: empty is empty'],
    ['{ redis: true, password: { file: ../two } }', '16: two is not one line of text'],
    [
      '{ redis: true, password: { env: RONDO_TEST_UNSET } }',
      '16: the environment has no variable RONDO_TEST_UNSET',
    ],
    ['{ redis: true, user: probe }', '16: `user` needs a password -> add `password:`'],
    [
      '{ redis: true, password: 12 }',
      '26: a password does not stand here: write { file: PATH } or { env: NAME }',
    ],
    ['{ pgsql: true, password: { env: HOME } }', '16: `password` needs a user -> add `user:`'],
    ['{ pgsql: true, database: app }', '16: `database` needs a user -> add `user:`'],
    ['{ pgsql: true, query: SELECT 1 }', '16: `query` needs a user -> add `user:`'],
    ['{ mysql: true, max-lag: 10s }', '16: `max-lag` needs a user -> add `user:`'],
    ['{ pgsql: true, user: x, expect: 1 }', '25: `expect` is for what a query gives -> add `query:`'],
    [
      '{ pgsql: true, user: x, role: primary, max-lag: 10s }',
      '40: a primary is never behind -> use `role: replica` or `role: any`',
    ],
    [
      '{ mysql: true, user: x, role: subscriber }',
      '25: subscribers are of PostgreSQL only -> use `role: replica`',
    ],
    ['{ redis: true, role: subscriber }', '16: subscribers are of PostgreSQL only -> use `role: replica`'],
    [
      '{ tcp: 25, expect: { pattern: x } }',
      '12: a tcp probe expects a text, no pattern -> use `http:` with `body:`, or `exec:`',
    ],
    ['{ http: /, max-lag: 10s }', '21: "max-lag" belongs to pgsql and mysql probes; this one is http'],
    ['{ tcp: 25, keep: 1h }', '18: "keep" belongs to file probes; this one is tcp'],
    ['{ mysql: true, role: replica }', '16: the role is told after a login only -> add `user:`'],
    [
      '{ mysql: true, user: probe, insecure: true }',
      '29: "insecure" has no effect without TLS -> add `tls: true`',
    ],
  ])('that is no password is reported: %s', (probe, line) => {
    folder.write('empty', '\n');
    folder.write('two', 'a\nb\n');
    expect(linesInProbe(loadProbe(probe))).toEqual([line]);
  });

  it.each([
    ['{ exec: [sleep] }', 'exec'],
    ['{ file: state }', 'file'],
    ['{ https: /, ca: ca.pem }', 'ca'],
    ['{ redis: true, password: { env: HOME } }', 'password'],
    ['{ pgsql: true, user: x, query: SELECT 1 }', 'query'],
    ['{ use: local, exec: [sleep] }', 'exec'],
  ])('and what else this machine has is not for zone files: %s', (probe, key) => {
    folder.write('app.yaml', `zone: app.test\npools:\n  "@": { probe: ${probe}, members: [192.0.2.1] }\n`);
    folder.write('rondo.yaml', 'zones: [app.yaml]\nprobes: { local: { exec: [sleep, "1"] } }\n');
    expect(lines(load()).map(line => line.replace(/:\d+:\d+:/, ':'))).toEqual([
      `app.yaml: "${key}" is for rondo.yaml, not for zone files -> write the probe under \`probes:\` there, and here \`use:\` with its name`,
    ]);
  });

  it('and the rest of this machine can be used by zones that name a profile', () => {
    folder.write(
      'app.yaml',
      'zone: app.test\npools:\n  "@": { probe: { use: local }, members: [192.0.2.1, 192.0.2.2] }\n',
    );
    folder.write('rondo.yaml', 'zones: [app.yaml]\nprobes: { local: { exec: [sleep, "1"] } }\n');
    const loaded = load();
    expect(lines(loaded)).toEqual([]);
    expect(specOf<'exec'>(loaded).command).toEqual(['sleep', '1']);
  });

  it('shows its place and a digest, and never what it holds', () => {
    const spec = specOf(loadProbe('{ https: /, cert: ../tls/client.crt, key: ../tls/client.key }'));
    const shown = JSON.stringify(spec) + inspect(spec, { depth: 9 });
    expect(shown).toContain('client.key');
    const secret = certificates.client.key.split('\n')[1];
    expect(shown).not.toContain(secret);
  });
});
