// Zones for those who have a key: dig and kdig get them signed, others are refused, and a reload brings other keys.
import { afterAll, expect, test } from 'vitest';
import { until } from '../support/ask.js';
import { finish } from '../support/processes.js';
import { needs, program } from '../support/programs.js';
import { serveInTest } from '../support/rondo.js';
import { SECRET } from '../support/signed.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';

const folder = new TempFolder();
afterAll(() => folder.remove());

/** So many records take several messages. */
const RECORDS = 3_000;
const OTHER = Buffer.alloc(32, 1).toString('base64');

function write(keys: Readonly<Record<string, string>>, to: string): void {
  const text = Object.entries(keys).map(([name, secret]) => `${name}: { secret: "${secret}" }`);
  folder.write(
    'rondo.yaml',
    `zones: [a.test.zone]\ntransfer: { to: ${to} }\nkeys: { ${text.join(', ')} }\nforward: off\nadmin: off\n`,
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
