// Entries of `listen` with a certificate: what they may say, and what is said of wrong ones.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { serverCertificate } from '../../src/config/certificate.js';
import { loadConfig } from '../../src/config/load.js';
import { renderProblem } from '../../src/source/render.js';
import { certificates } from '../probe/certificates.js';
import { TempFolder } from '../support/temp-folder.js';

let folder: TempFolder;
beforeEach(() => {
  folder = new TempFolder();
  folder.write('a.pem', certificates.server.cert);
  folder.write('a.key', certificates.server.key);
  folder.write('old.pem', certificates.expired.cert);
  folder.write('other.key', certificates.own.key);
  folder.write('turned.pem', certificates.ca + certificates.server.cert);
  folder.write('live/privkey.pem', certificates.server.key);
});
afterEach(() => folder.remove());

function load(listen: string, flags: readonly string[] | undefined = undefined) {
  const configFile = folder.write('rondo.yaml', `forward: 198.51.100.1\nlisten: ${listen}\n`);
  const loaded = loadConfig({ configFile, overrides: flags === undefined ? {} : { listen: flags } });
  const said = loaded.problems.list.map(problem => renderProblem(problem).replaceAll(folder.path, 'FOLDER'));
  return { ...loaded, said: said.join('\n') };
}

const TLS = 'tls: { cert: a.pem, key: a.key }';
const known = serverCertificate(certificates.server);

it('an entry with a certificate has port 853, and its files are read with the configuration', () => {
  const { config, said } = load(`[192.0.2.1, { address: 192.0.2.1, ${TLS} }]`);
  expect(said).toBe('');
  expect(config.listen).toEqual([{ address: '192.0.2.1', port: 53 }]);
  expect(config.encrypted).toEqual([{ address: '192.0.2.1', port: 853, certificate: known }]);
});

it('one entry alone is enough: nothing else is listened on', () => {
  const { config, said } = load(`{ address: "[::1]:8853", ${TLS} }`);
  expect(said).toBe('');
  expect(config.listen).toEqual([]);
  expect(config.encrypted).toMatchObject([{ address: '::1', port: 8853 }]);
});

it('an entry with a path answers over HTTPS, on this machine without a certificate, too', () => {
  const { config, said } = load(
    `[{ address: 192.0.2.1, https: /dns-query, ${TLS} }, { address: 127.0.0.1, https: /q }]\nallow: any`,
  );
  expect(said).toBe('');
  expect(config.encrypted).toEqual([
    { address: '192.0.2.1', port: 443, path: '/dns-query', certificate: known },
    { address: '127.0.0.1', port: 80, path: '/q', certificate: undefined },
  ]);
});

it('addresses of the command line take the place of all entries', () => {
  const { config, said } = load(`{ address: 192.0.2.1, ${TLS} }`, ['127.0.0.1:5300']);
  expect(said).toBe('');
  expect(config).toMatchObject({ listen: [{ address: '127.0.0.1', port: 5300 }], encrypted: [] });
});

it.each([
  ['{ address: 192.0.2.1, tls: { cert: no.pem, key: a.key } }', 'rondo.yaml:2:44', 'no.pem'],
  ['[{ address: 192.0.2.1, tls: { cert: a.pem, key: no.key } }]', 'rondo.yaml:2:57', 'no.key'],
  ['{ address: 192.0.2.1, tls: { cert: a.key, key: a.key } }', 'rondo.yaml:2:44', 'holds no certificate'],
  ['{ address: 192.0.2.1, tls: { cert: a.pem, key: a.pem } }', 'rondo.yaml:2:56', 'holds no private key'],
  [
    '{ address: 192.0.2.1, tls: { cert: a.pem, key: other.key } }',
    'rondo.yaml:2:56',
    'the private key is not that of the certificate',
  ],
  [
    '{ address: 192.0.2.1, tls: { cert: turned.pem, key: a.key } }',
    'rondo.yaml:2:61',
    'put the certificate of this key first in its file',
  ],
  ['{ address: 192.0.2.1, tls: { cert: live, key: a.key } }', 'rondo.yaml:2:44', 'live is a folder'],
  ['{ address: 192.0.2.1, cert: a.pem, key: a.key }', 'rondo.yaml:2:31', 'write it below `tls`'],
  [
    '{ address: 192.0.2.1, proxy-protocol: 192.0.2.9 }',
    'rondo.yaml:2:31',
    'the proxies are listed at the top: `proxy-protocol: [192.0.2.10]`',
  ],
  [
    'tls://192.0.2.1:8853',
    'rondo.yaml:2:9',
    'write `{ address: "192.0.2.1:8853", tls: { cert: FILE, key: FILE } }`',
  ],
  [
    '["https://[2001:db8::1]/q"]',
    'rondo.yaml:2:10',
    'write `{ address: "[2001:db8::1]", https: /q, tls: { cert: FILE, key: FILE } }`',
  ],
  ['{ address: 192.0.2.1 }', 'rondo.yaml:2:1', 'add `tls: { cert: FILE, key: FILE }`'],
  [`{ ${TLS} }`, 'rondo.yaml:2:1', 'add `address: 192.0.2.1:853`'],
  [`{ address: 192.0.2.1, port: 853, ${TLS} }`, 'rondo.yaml:2:31', 'behind the address'],
  [`{ address: 192.0.2.1, https: dns-query/, ${TLS} }`, 'rondo.yaml:2:38', 'a path begins with a slash'],
  [`{ address: 192.0.2.1, https: yes, ${TLS} }`, 'rondo.yaml:2:38', 'write `/dns-query`'],
  [`{ address: 192.0.2.1, https: "/q{?dns}", ${TLS} }`, 'rondo.yaml:2:38', 'write the path alone'],
  [`{ address: 192.0.2.1, doh: /q, ${TLS} }`, 'rondo.yaml:2:31', 'it is called `https` here'],
  ['{ address: 192.0.2.1, https: /q }', 'rondo.yaml:2:38', 'for a proxy on this machine alone'],
  [`[192.0.2.1:853, { address: 192.0.2.1, ${TLS} }]`, 'rondo.yaml:2:36', 'another entry listens on port 853'],
])('a mistake in %s is shown where it is', (listen, place, what) => {
  const { said, isServable } = load(listen);
  expect(isServable).toBe(false);
  expect(said).toContain(`FOLDER/${place}`);
  expect(said).toContain(what);
});

it('a certificate that has expired is shown all the same, with a warning', () => {
  const { config, said } = load('{ address: 192.0.2.1, tls: { cert: old.pem, key: a.key } }');
  expect(config.encrypted).toHaveLength(1);
  expect(said).toContain('the certificate has expired');
  expect(said).toContain('rondo.yaml:2:44');
});

it.each([
  [
    `{ address: "192.0.2.1:443", ${TLS} }`,
    '2:20',
    'clients expect HTTPS at port 443, and here it is DNS over TLS',
  ],
  [
    `{ address: "192.0.2.1:53", ${TLS} }`,
    '2:20',
    'DNS in clear text at port 53, and here it is DNS over TLS',
  ],
  [
    `{ address: "192.0.2.1:853", https: /q, ${TLS} }`,
    '2:20',
    'DNS over TLS at port 853, and here it is HTTPS',
  ],
  ['[192.0.2.1, 192.0.2.1:853]', '2:21', 'DNS over TLS at port 853, and here it is DNS in clear text'],
  ['192.0.2.1:443', '2:9', 'HTTPS at port 443, and here it is DNS in clear text'],
])('%s: the port is of another protocol, which is warned of', (listen, place, what) => {
  const { said, isServable } = load(listen);
  expect(isServable).toBe(true);
  expect(said).toContain(`FOLDER/rondo.yaml:${place}: warning: `);
  expect(said).toContain(what);
});

it('names that are forwarded for everybody behind a proxy are warned of, unless that is meant', () => {
  const entry = '{ address: 127.0.0.1, https: /q }';
  const open = 'rondo.yaml:2:38: warning: names are forwarded for everybody';
  for (const more of ['', '\nallow: 127.0.0.0/8', '\nproxy-protocol: 192.0.2.9'])
    expect(load(`${entry}${more}`).said).toContain(open);
  for (const more of ['\nallow: any', '\nallow: 10.0.0.0/8', '\nproxy-protocol: [192.0.2.9, 127.0.0.1]'])
    expect(load(`${entry}${more}`).said).toBe('');
});

it('a pair that does not fit leaves the old one, and is told as a fault', () => {
  const first = load(`{ address: 192.0.2.1, ${TLS} }`);
  folder.write('a.pem', certificates.own.cert);
  const configFile = `${folder.path}/rondo.yaml`;
  const broken = loadConfig({ configFile, overrides: {} }, first.memory);
  expect(broken.isServable).toBe(true);
  expect(broken.config.encrypted).toEqual(first.config.encrypted);
  expect(broken.faults.map(({ problem }) => problem.message)).toEqual([
    'the private key is not that of the certificate',
  ]);
  folder.write('a.key', certificates.own.key);
  const mended = loadConfig({ configFile, overrides: {} }, broken.memory);
  expect(mended.config.encrypted).toMatchObject([{ certificate: certificates.own }]);
  expect(mended.faults).toEqual([]);
});
