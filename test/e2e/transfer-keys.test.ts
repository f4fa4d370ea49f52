// Zones for those who have a key: dig and kdig get them signed, others are refused, and a reload brings other keys.
import { afterAll, expect, test } from 'vitest';
import type { TsigKey } from '../../src/dns/tsig/key.js';
import { framed, TcpClient, until } from '../support/ask.js';
import { metricsOf } from '../support/exposition.js';
import { finish } from '../support/processes.js';
import { needs, program } from '../support/programs.js';
import { buildQuery } from '../support/query.js';
import { serveInTest } from '../support/rondo.js';
import { keyFor, SECRET, signedRequest, withMac } from '../support/signed.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';

const folder = new TempFolder();
afterAll(() => folder.remove());

/** So many records take several messages. */
const RECORDS = 3_000;
const OTHER = Buffer.alloc(32, 1).toString('base64');

function write(keys: Readonly<Record<string, string>>, to: string, more = 'admin: off'): void {
  const text = Object.entries(keys).map(([name, secret]) => `${name}: { secret: "${secret}" }`);
  folder.write(
    'rondo.yaml',
    `zones: [a.test.zone]\ntransfer: { to: ${to} }\nkeys: { ${text.join(', ')} }\nforward: off\n${more}\n`,
  );
}

/** What dig or kdig say to the zone that they get, if they get it and its signatures are right. */
async function transferBy(command: 'dig' | 'kdig', port: number, key: string | undefined): Promise<string> {
  const signed = key === undefined ? [] : ['-y', `hmac-sha256:${key}`];
  const { stdout, stderr } = await finish(program(command)!, [
    ...['@127.0.0.1', '-p', `${port}`, '+tcp', ...signed, 'a.test', 'AXFR'],
  ]);
  const said = stdout + stderr;
  const wrong = /REFUSED|NOTAUTH|BADKEY|BADSIG|Transfer failed|invalid signature|verify[^\n]*/i.exec(said);
  if (wrong !== null) return 'refused';
  return `${said.split('\n').filter(line => /\sIN\s+A\s/.test(line)).length} addresses`;
}

test('dig and kdig get a zone with the key, also one that a reload brings, and not without', async context => {
  context.skip(...needs('dig', 'kdig'));
  const names = Array.from({ length: RECORDS }, (_, index) => `h${index} A 192.0.2.1`);
  folder.write('a.test.zone', masterFile('$ORIGIN a.test.', ...names));
  write({ first: SECRET, second: OTHER }, '[192.0.2.0/24, first, { address: 192.0.2.1, key: second }]');
  const { port, server } = await serveInTest([], folder.path);
  for (const command of ['dig', 'kdig'] as const) {
    expect(await transferBy(command, port, `first:${SECRET}`)).toMatch(/^3\d\d\d addresses$/);
    expect(await transferBy(command, port, undefined)).toBe('refused');
    expect(await transferBy(command, port, `first:${OTHER}`)).toBe('refused');
    // The address is not the one that goes with this key.
    expect(await transferBy(command, port, `second:${OTHER}`)).toBe('refused');
  }
  write({ first: OTHER }, '[first]');
  const [dig] = ['dig'] as const;
  await until(
    () => transferBy(dig, port, `first:${OTHER}`),
    said => said !== 'refused',
  );
  expect(await transferBy(dig, port, `first:${SECRET}`)).toBe('refused');
  // A key that is named and not there is a mistake, and all stays as it was.
  write({ third: OTHER }, '[first]');
  await server.says(/there is no key first/);
  expect(await transferBy(dig, port, `first:${OTHER}`)).not.toBe('refused');
});

const nowSeconds = () => Math.floor(Date.now() / 1_000);

/** A query that is signed, and may be changed then. @param apart seconds that the clock of its client is off */
function asked(key: TsigKey, apart = 0, change?: (mac: Uint8Array) => Uint8Array): Uint8Array {
  const { request } = signedRequest(key, buildQuery('a.test AXFR', { edns: false }), nowSeconds() + apart);
  return change === undefined ? request : withMac(request, change);
}

/** What is sent, the response code, and why the log says so. */
const REFUSED: readonly (readonly [query: () => Uint8Array, rcode: number, reason: string, text?: RegExp])[] =
  [
    [() => asked(keyFor('third.')), 9, 'unknown-key', /its key third\. is none of `keys` here/],
    [
      () => asked(keyFor('first.', 'hmac-sha512')),
      9,
      'unknown-key',
      /its key first\. is none of `keys` here, or has another algorithm/,
    ],
    [() => asked(keyFor('first.', 'hmac-sha256', OTHER)), 9, 'wrong-signature', /is the secret the same\?/],
    [() => asked(keyFor('first.'), -400), 9, 'clock', /of a time 4\d\d s ago: are both clocks right\?/],
    [() => asked(keyFor('first.'), 400), 9, 'clock'],
    [() => asked(keyFor('first.'), 0, mac => mac.subarray(0, 16)), 9, 'short-signature', /is truncated/],
    [
      () => asked(keyFor('first.'), 0, mac => mac.subarray(0, 9)),
      1,
      'malformed-signature',
      /impossible length/,
    ],
    [() => buildQuery('a.test AXFR'), 5, 'not-allowed', /`transfer\.to` does not name it/],
    [
      () => asked(keyFor('second.', 'hmac-sha256', OTHER)),
      5,
      'not-allowed',
      /neither it nor its key second\./,
    ],
    [
      () => buildQuery('h1.a.test AXFR'),
      9,
      'no-zone',
      /AXFR of h1\.a\.test\. is refused to .*: there is no such zone/,
    ],
  ];

test('what is refused is counted, and the log says to whom and why, once of many', async () => {
  folder.write('a.test.zone', masterFile('$ORIGIN a.test.', 'h1 A 192.0.2.1'));
  write({ first: SECRET, second: OTHER }, '[192.0.2.0/24, first]', 'admin: 127.0.0.1:0');
  const { port, admin, server } = await serveInTest([], folder.path);
  for (const [query, rcode, reason, text] of REFUSED) {
    const before = (await metricsOf(admin)).sum('rondo_dns_refusals_total', { reason });
    const client = await TcpClient.open(port);
    client.send(framed(query()), framed(query()));
    expect([(await client.next())?.rcode, (await client.next())?.rcode], reason).toEqual([rcode, rcode]);
    client.socket.destroy();
    const after = (await metricsOf(admin)).sum('rondo_dns_refusals_total', { reason });
    expect({ reason, count: after - before }).toEqual({ reason, count: 2 });
    if (text !== undefined) await server.says(text);
  }
  expect(server.output.match(/"reason":"no-zone"/g)).toHaveLength(1);
  // A copy of a signed query gets the same: it is for who has the key alone to use what comes.
  const query = asked(keyFor('first.'));
  const client = await TcpClient.open(port);
  client.send(framed(query), framed(query));
  expect([(await client.next())?.rcode, (await client.next())?.rcode]).toEqual([0, 0]);
  client.socket.destroy();
});
