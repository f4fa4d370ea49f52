// Views by listener in a running server: over UDP by both transports, TCP, TLS and HTTPS, and through reloads that move them.
import { afterEach, expect, test } from 'vitest';
import { certificates } from '../probe/certificates.js';
import { until } from '../support/ask.js';
import { finish } from '../support/processes.js';
import { needs, needsBatch, program } from '../support/programs.js';
import { answering, type Served, startServe } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';

const missing = needs('dig');
const folder = new TempFolder();
let served: Served | undefined;
afterEach(async () => {
  await served?.server.stop('SIGKILL');
  folder.remove();
});

const ALL = '127.0.0.1';
const GUESTS = '127.0.0.2';

/** What dig prints in short, through the listener of an address. */
async function dig(address: string, scheme: string, ...words: readonly string[]): Promise<string> {
  const port = served!.ports[served!.listen.findIndex(each => each.startsWith(`${scheme}${address}:`))];
  const args = [`@${address}`, '-p', `${port}`, '+short', '+tries=1', ...words];
  return (await finish(program('dig')!, args)).stdout.trim();
}

test.for(['batch', 'dgram'] as const)('%s', async (transport, context) => {
  context.skip(...missing);
  if (transport === 'batch') context.skip(...needsBatch());
  folder.write('a.key', certificates.server.key);
  folder.write('a.pem', certificates.server.cert);
  folder.write('all.zone', `$ORIGIN a.example.\n${masterFile('www A 192.0.2.1')}`);
  folder.write('guests.zone', `$ORIGIN a.example.\n${masterFile('www A 10.0.0.1')}`);
  folder.write(
    'pool.yaml',
    'zone: pool.example\npools: { www: { members: [192.0.2.1], probe: { tcp: 1 } } }\n',
  );
  const tls = 'tls: { cert: a.pem, key: a.key }';
  const configure = (view: string) =>
    folder.write(
      'rondo.yaml',
      `transport: ${transport}
listen:
  - ${ALL}:0
  - ${GUESTS}:0
  - { address: "${ALL}:0", ${tls} }
  - { address: "${GUESTS}:0", ${tls} }
  - { address: "${GUESTS}:0", https: /dns-query, ${tls} }
admin: 127.0.0.1:0
control: off
state: off
health-txt: yes
views: { guests: ${view} }
zones:
  - all.zone
  - { file: guests.zone, view: guests, transfer: { to: any } }
  - { file: pool.yaml, view: guests }
`,
    );
  configure(`{ listen: ${GUESTS} }`);
  served = await answering(startServe([], folder.path));
  const www = 'www.a.example';
  for (const word of ['+notcp', '+tcp']) {
    expect(await dig(ALL, '', word, www)).toBe('192.0.2.1');
    expect(await dig(GUESTS, '', word, www)).toBe('10.0.0.1');
    // Others than who reads the socket answer these.
    expect(await dig(ALL, '', word, '_health.www.pool.example', 'TXT')).toBe('');
    expect(await dig(GUESTS, '', word, '_health.www.pool.example', 'TXT')).toContain('192.0.2.1');
  }
  expect(await dig(GUESTS, '', 'a.example', 'AXFR')).toContain('10.0.0.1');
  expect(await dig(ALL, 'tls://', '+tls', www)).toBe('192.0.2.1');
  expect(await dig(GUESTS, 'tls://', '+tls', www)).toBe('10.0.0.1');
  expect(await dig(GUESTS, 'https://', '+https', www)).toBe('10.0.0.1');

  // The other listeners, without one of them being opened anew; then a client besides.
  configure(`{ listen: ${ALL} }`);
  const seen = (address: string) => () => dig(address, '', www);
  expect(await until(seen(ALL), answer => answer === '10.0.0.1')).toBe('10.0.0.1');
  expect(await dig(GUESTS, '', www)).toBe('192.0.2.1');
  expect(await dig(ALL, '', '+tcp', www)).toBe('10.0.0.1');
  configure(`{ listen: ${ALL}, from: 127.0.0.3 }`);
  expect(await until(seen(ALL), answer => answer === '192.0.2.1')).toBe('192.0.2.1');
  expect(await dig(ALL, '', '-b', '127.0.0.3', www)).toBe('10.0.0.1');
});
