// What leads from one image of a zone to another: applied to the records of the first it gives those of the second.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { compareNames } from '../../src/dns/canonical-order.js';
import { nameFromText } from '../../src/dns/name.js';
import { type Difference, diff, isEmpty } from '../../src/store/diff.js';
import { recordsOf as listed } from '../../src/store/record-list.js';
import { APEX, imageOf, recordsOf, textOf } from './images.js';

const SIGNATURE = '13 1 60 20850101000000 20200101000000 1 z. AQID';
const HASHES = ['0p9mhaveqvm6t7vbl5lop2u3t2rp3tom', '2vptu5timamqttgl4luu9kg21e0aor3s'];

const line = fc.oneof(
  fc
    .record({
      owner: fc.constantFrom('a', 'b', 'A.b', 'c.a', '*.a', 'deep.er.c', '\\001', 'z', '@'),
      ttl: fc.constantFrom(60, 300),
      rest: fc.constantFrom(
        'A 192.0.2.1',
        'A 192.0.2.2',
        'AAAA 2001:db8::1',
        'TXT "one" "two"',
        'TXT one',
        'MX 10 a',
        'MX 20 NS',
      ),
    })
    .map(({ owner, ttl, rest }) => `${owner} ${ttl} ${rest}`),
  fc.constantFrom('d DNAME a', 'cut NS ns.cut', 'ns.cut A 192.0.2.9', 'alias CNAME a'),
  fc.constantFrom(
    `@ RRSIG SOA ${SIGNATURE}`,
    `a RRSIG A ${SIGNATURE}`,
    `a RRSIG TXT ${SIGNATURE}`,
    'a NSEC b A',
    `a RRSIG NSEC ${SIGNATURE}`,
  ),
);
const chain = fc.subarray(
  HASHES.flatMap(hash => [`${hash} NSEC3 1 0 0 - ${HASHES[0]} A`, `${hash} RRSIG NSEC3 ${SIGNATURE}`]),
);
const zone = fc
  .record({ lines: fc.array(line, { maxLength: 12 }), chain, isNsec3: fc.boolean(), serial: fc.nat(9) })
  .map(({ lines, chain, isNsec3, serial }) => {
    const nsec3 = isNsec3 ? ['@ NSEC3PARAM 1 0 0 -', ...chain] : [];
    const own = lines.filter(text => !(isNsec3 && text.includes('NSEC ')));
    return `${APEX.replace('root 1', `root ${serial}`)}${[...own, ...nsec3].join('\n')}\n`;
  });

/** The records that went and came. */
const listsOf = ({ went, came }: Difference) => ({ went: listed(went), came: listed(came) });

const diffed = (...images: Parameters<typeof diff>) => listsOf(diff(...images));

/** The records of a zone after a difference. */
function applied(records: readonly string[], difference: Difference): string[] {
  const { olderSoa, newerSoa } = difference;
  const { went, came } = listsOf(difference);
  const gone = [...went, ...(olderSoa ? [olderSoa] : [])].map(textOf);
  expect(records).toEqual(expect.arrayContaining(gone));
  return [
    ...records.filter(record => !gone.includes(record)),
    ...[...came, ...(newerSoa ? [newerSoa] : [])].map(textOf),
  ].sort();
}

test('a difference, applied to the records of one version, gives those of the other', () => {
  fc.assert(
    fc.property(zone, zone, (a, b) => {
      const [older, newer] = [imageOf(a), imageOf(b)];
      const difference = diff(older, newer);
      expect(applied(recordsOf(older), difference)).toEqual(recordsOf(newer).sort());
      const { wentCount, cameCount } = difference;
      const { went, came } = listsOf(difference);
      expect([went.length, came.length]).toEqual([wentCount, cameCount]);
      for (const list of [went, came])
        for (let index = 1; index < list.length; index++)
          expect(compareNames(list[index - 1].owner, list[index].owner)).toBeLessThanOrEqual(0);
      const limited = diff(older, newer, 0);
      expect([limited.wentCount, limited.cameCount]).toEqual([wentCount, cameCount]);
    }),
  );
});

test('lines in another order, and names in another case, are no difference', () => {
  fc.assert(
    fc.property(zone, text => {
      const [head, rest] = [APEX.split('\n').slice(0, 2), text.split('\n').slice(2)];
      const other = [head[0], text.split('\n')[1], ...rest.reverse().filter(Boolean), ''].join('\n');
      const upper = other.replace(/^(a|b|z) /gm, owner => owner.toUpperCase());
      const same = diff(imageOf(text), imageOf(upper));
      // The TTL of an RRset is that of its first record (RFC 2181 §5.2).
      fc.pre(same.cameCount === 0 || !/ (60|300) /.test(text));
      expect(isEmpty(same)).toBe(true);
    }),
  );
});

describe('difference', () => {
  it('leaves the serial out, and no other field of the SOA', () => {
    const older = imageOf(APEX);
    expect(isEmpty(diff(older, imageOf(APEX.replace('root 1 2', 'root 9 2'))))).toBe(true);
    expect(isEmpty(diff(older, imageOf(APEX.replace('root 1 2', 'root 1 7'))))).toBe(false);
  });

  it('has a record that went and one that came for another TTL', () => {
    const { went, came } = diffed(
      imageOf(`${APEX}www 60 A 192.0.2.1\n`),
      imageOf(`${APEX}www 300 A 192.0.2.1\n`),
    );
    expect(went.map(textOf)).toEqual(['www.x.test. 60 A 192.0.2.1']);
    expect(came.map(textOf)).toEqual(['www.x.test. 300 A 192.0.2.1']);
  });

  it('lists the first names of very many, and counts all', () => {
    const many = Array.from({ length: 100 }, (_, index) => `n${index} A 192.0.2.1\n`);
    const difference = diff(imageOf(APEX), imageOf(`${APEX}${many.join('')}`), 50);
    const { cameCount, isWhole } = difference;
    const { came } = listsOf(difference);
    expect([cameCount, isWhole, came.length]).toEqual([100, false, 20]);
    expect(came.slice(0, 3).map(textOf)).toEqual([
      'n0.x.test. 60 A 192.0.2.1',
      'n1.x.test. 60 A 192.0.2.1',
      'n10.x.test. 60 A 192.0.2.1',
    ]);
  });

  it('takes about a look-up for each name of two images of 200,000', () => {
    const lines = Array.from({ length: 200_000 }, (_, index) => `n${index} A 192.0.2.1\n`);
    const older = imageOf(`${APEX}${lines.join('')}`);
    lines[77_777] = 'n77777 A 192.0.2.2\n';
    const newer = imageOf(`${APEX}${lines.join('')}`);
    diff(older, older);
    const before = process.cpuUsage();
    const { went, came } = diffed(older, newer);
    const { user, system } = process.cpuUsage(before);
    expect([...went, ...came].map(textOf)).toEqual([
      'n77777.x.test. 60 A 192.0.2.1',
      'n77777.x.test. 60 A 192.0.2.2',
    ]);
    // It takes 0.1 to 0.3 s of one core.
    expect((user + system) / 1000).toBeLessThan(1000);
  });
});

test('names in the order of RFC 4034 §6.1', () => {
  const names = [
    'example.',
    'a.example.',
    'yljkjljk.a.example.',
    'Z.a.example.',
    'zABC.a.EXAMPLE.',
    'z.example.',
    '\\001.z.example.',
    '*.z.example.',
    '\\200.z.example.',
  ].map(text => nameFromText(text));
  for (const [index, name] of names.entries())
    for (const [other, second] of names.entries())
      expect(Math.sign(compareNames(name, second))).toBe(Math.sign(index - other));
});
