// Large dnsmasq files: names that stand alone are read from octets, and what else they may have is bounded.
import { expect, test } from 'vitest';
import { readDnsmasq } from '../../src/config/dnsmasq/reader.js';
import { nameToLabel } from '../../src/dns/name.js';
import { Problems } from '../../src/source/problem.js';

const MIB = 2 ** 20;

function read(text: string) {
  const problems = new Problems();
  const options = { file: 'd.conf', problems, modifiedSeconds: 1_700_000_000 };
  return { ...readDnsmasq(Buffer.from(text), options), problems };
}

test('a byte order mark before the first of many names says nothing', () => {
  const lines = Array.from({ length: 2_000 }, (_, number) => `address=/ad${number}.example/0.0.0.0\r\n`);
  const { names, problems } = read(`\ufeff${lines.join('')}`);
  expect(names?.entries).toBe(2_000);
  expect(problems.list).toEqual([]);
});

test('names in any case and with a final dot are the same, and other scripts are read as IDNA has them', () => {
  const filler = Array.from({ length: 2_000 }, (_, number) => `local=/ad${number}.example/\n`).join('');
  const { names, zones } = read(
    `${filler}local=/Ad1.EXAMPLE./\nlocal=/_x.example/\nlocal=/bücher.example/\n`,
  );
  expect(names?.entries).toBe(2_001);
  expect(zones.map(({ origin }) => nameToLabel(origin))).toEqual(['xn--bcher-kva.example']);
});

test('lines that do more than block a name may take 16 MiB', () => {
  const line = ` # ${'x'.repeat(MIB)}\n`;
  expect(() => read(line.repeat(17))).toThrow(
    'with d.conf there are over 16 MiB of lines that do more than block a name',
  );
});
