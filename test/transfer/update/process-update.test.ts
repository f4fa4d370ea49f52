// What updates come to, by the sections of RFC 2136.
import { describe, expect, it, vi } from 'vitest';
import { patternFromText } from '../../../src/config/update-pattern.js';
import { TYPE } from '../../../src/dns/types.js';
import { atOnce } from '../../../src/time/turns.js';
import { readUpdate } from '../../../src/transfer/update/update-message.js';
import { APEX } from '../../store/images.js';
import { updateMessage } from '../../support/update.js';
import { contentsOf, outcome } from './contents.js';

const zone = contentsOf(
  `${APEX}www 60 A 192.0.2.7\nwww 60 A 192.0.2.8\nwww TXT one\nalias CNAME www\nsub.deep A 192.0.2.9\n`,
);
const asked = (...prerequisites: string[]) => outcome(zone, { prerequisites });
const updated = (...updates: string[]) => outcome(zone, { updates });
const NOTHING = ['serial 1'];

describe('prerequisites (RFC 2136 §3.2)', () => {
  it.each([
    ['www 0 ANY ANY', NOTHING],
    ['deep 0 ANY ANY', 'NXDOMAIN'],
    ['none 0 ANY ANY', 'NXDOMAIN'],
    ['www 0 ANY A', NOTHING],
    ['www 0 ANY MX', 'NXRRSET'],
    ['none 0 NONE ANY', NOTHING],
    ['www 0 NONE ANY', 'YXDOMAIN'],
    ['www 0 NONE MX', NOTHING],
    ['www 0 NONE A', 'YXRRSET'],
    ['www 0 IN TXT one', NOTHING],
    ['www 0 IN TXT two', 'NXRRSET'],
    ['www 0 IN A 192.0.2.7', 'NXRRSET'],
    ['www 1 ANY A', 'FORMERR'],
    ['www 0 ANY A 192.0.2.7', 'FORMERR'],
    ['www 0 NONE A 192.0.2.7', 'FORMERR'],
    ['www 0 CH A 192.0.2.7', 'FORMERR'],
    ['www 0 ANY AXFR', 'NXRRSET'],
    ['www.y.test. 0 ANY A', 'NOTZONE'],
  ])('%s', (prerequisite, expected) => {
    expect(asked(prerequisite)).toEqual(expected);
  });

  it('compares RRsets as sets, names in them without regard to case', () => {
    expect(asked('www 0 IN A 192.0.2.8', 'www 0 IN A 192.0.2.7')).toEqual(NOTHING);
    expect(asked('www 0 IN A 192.0.2.8', 'www 0 IN A 192.0.2.8')).toEqual('NXRRSET');
    expect(asked('ALIAS 0 IN CNAME WWW.X.test.')).toEqual(NOTHING);
  });
});

describe('changes (RFC 2136 §3.4)', () => {
  it('adds records; the TTL of the last one is that of the RRset (RFC 2181 §5.2)', () => {
    expect(updated('new 30 IN A 192.0.2.1', 'new 40 IN A 192.0.2.2')).toEqual([
      'serial 2',
      'new.x.test. 40 A 192.0.2.1 + 192.0.2.2',
    ]);
    expect(updated('www 60 IN A 192.0.2.7')).toEqual(NOTHING);
    expect(updated('www 90 IN A 192.0.2.7')).toEqual(['serial 2', 'www.x.test. 90 A 192.0.2.7 + 192.0.2.8']);
  });

  it('leaves CNAME and other data apart: what is there stays', () => {
    expect(updated('www 60 IN CNAME ns')).toEqual(NOTHING);
    expect(updated('alias 60 IN A 192.0.2.1')).toEqual(NOTHING);
    expect(updated('alias 60 IN CNAME ns')).toEqual(['serial 2', 'alias.x.test. 60 CNAME ns.x.test.']);
    expect(updated('alias 0 ANY CNAME', 'alias 5 IN A 192.0.2.1')).toEqual([
      'serial 2',
      'alias.x.test. 0 CNAME',
      'alias.x.test. 5 A 192.0.2.1',
    ]);
  });

  it('takes records, RRsets and names away', () => {
    expect(updated('www 0 NONE A 192.0.2.7')).toEqual(['serial 2', 'www.x.test. 60 A 192.0.2.8']);
    expect(updated('www 0 NONE A 192.0.2.99')).toEqual(NOTHING);
    expect(updated('www 0 ANY A')).toEqual(['serial 2', 'www.x.test. 0 A']);
    expect(updated('www 0 ANY ANY')).toEqual(['serial 2', 'www.x.test. 0 A', 'www.x.test. 0 TXT']);
    expect(updated('www 0 ANY ANY', 'www 60 IN A 192.0.2.7', 'www 60 IN A 192.0.2.8')).toEqual([
      'serial 2',
      'www.x.test. 0 TXT',
    ]);
  });

  it('keeps the SOA, and a last NS', () => {
    const all = [{ key: 'all', names: undefined, types: [TYPE.SOA, TYPE.NS, TYPE.A] }];
    const served = (...updates: string[]) => outcome(zone, { updates }, all);
    expect(served('@ 0 ANY SOA')).toEqual(NOTHING);
    expect(served('@ 0 ANY NS')).toEqual(NOTHING);
    expect(served('@ 0 NONE NS ns')).toEqual(NOTHING);
    expect(served('@ 60 IN NS ns2', '@ 0 NONE NS ns')).toEqual(['serial 2', 'x.test. 60 NS ns2.x.test.']);
    expect(served('@ 60 IN SOA ns root 1 2 3 4 9')).toEqual(NOTHING);
    expect(served('www 60 IN SOA ns root 9 2 3 4 9')).toEqual(NOTHING);
    const [serial, soa] = served('@ 60 IN SOA ns root 9 2 3 4 9');
    expect([serial, soa]).toEqual(['serial 9', 'x.test. 60 SOA ns.x.test. root.x.test. 0 2 3 4 9']);
    expect(served('@ 60 IN SOA ns root 9 2 3 4 5')).toEqual(['serial 9']);
  });

  it.each([
    ['www 0 IN ANY', 'FORMERR'],
    ['www 0 IN A', 'FORMERR'],
    ['www 5 ANY A', 'FORMERR'],
    ['www 0 ANY A 192.0.2.7', 'FORMERR'],
    ['www 0 ANY AXFR', 'FORMERR'],
    ['www 5 NONE A 192.0.2.7', 'FORMERR'],
    ['www 0 NONE ANY', 'FORMERR'],
    ['www 0 CH A 192.0.2.7', 'FORMERR'],
    ['y.test. 0 IN A 192.0.2.7', 'NOTZONE'],
    ['www 60 IN NSEC ns.x.test. A', 'REFUSED'],
  ])('refuses %s as a whole', (update, expected) => {
    expect(updated('other 60 IN A 192.0.2.1', update)).toEqual(expected);
  });

  it('bounds an RRset', () => {
    const updates = Array.from({ length: 4_097 }, (_, index) => `big 60 IN TXT ${index}`);
    expect(updated(...updates.slice(1))).toHaveLength(2);
    expect(updated(...updates)).toBe('REFUSED');
  });

  it('reads an RRset a few times, however often a message speaks of it', () => {
    const large = contentsOf('@ SOA ns root 1 2 3 4 5\nbig A 192.0.2.1\nbig A 192.0.2.2\n');
    const rrset = vi.spyOn(large, 'rrset');
    const prerequisites = ['big 0 ANY A', 'other 0 NONE A', 'big 0 IN A 192.0.2.1', 'big 0 IN A 192.0.2.2'];
    const updates = ['big 60 IN A 192.0.2.3', 'big 0 NONE A 192.0.2.3', 'big 0 ANY AAAA', 'big 0 ANY ANY'];
    const often = (lines: readonly string[]) => lines.flatMap(line => Array<string>(500).fill(line));
    expect(outcome(large, { prerequisites: often(prerequisites), updates: often(updates) })).toEqual([
      'serial 2',
      'big.x.test. 0 A',
    ]);
    expect(rrset.mock.calls.length).toBeLessThan(20);
  });
});

describe('rights of a key', () => {
  const grants = [
    { key: 'k', names: [patternFromText('*.www.x.test'), patternFromText('www.x.test')], types: [TYPE.A] },
    { key: 'k', names: [patternFromText('_acme-challenge.*.test')], types: [TYPE.TXT] },
  ];

  it.each([
    ['www 60 IN A 192.0.2.7', true],
    ['a.b.www 60 IN A 192.0.2.7', true],
    ['awww 60 IN A 192.0.2.7', false],
    ['www 60 IN AAAA 2001:db8::1', false],
    ['_acme-challenge.a 60 IN TXT x', true],
    ['_acme-challenge 60 IN TXT x', true],
    ['_acme-challenge.a 60 IN A 192.0.2.7', false],
    ['www 0 ANY ANY', false],
    ['q.www 0 ANY ANY', true],
    ['other 0 ANY ANY', false],
  ])('%s', (update, isAllowed) => {
    expect(outcome(zone, { updates: [update] }, grants) === 'REFUSED').toBe(!isAllowed);
  });

  it('do not reach SOA and NS of the apex unless they say so', () => {
    expect(updated('@ 60 IN NS ns2')).toBe('REFUSED');
    expect(updated('@ 60 IN SOA ns root 9 2 3 4 9')).toBe('REFUSED');
    expect(updated('cut 60 IN NS ns2')).toEqual(['serial 2', 'cut.x.test. 60 NS ns2.x.test.']);
  });
});

it('reads what names an RRset without its data, also of types with names in it', () => {
  for (const type of ['MX', 'NS', 'CNAME', 'SOA', 'SRV']) {
    const lines = { prerequisites: [`a 0 NONE ${type}`, `a 0 ANY ${type}`], updates: [`a 0 ANY ${type}`] };
    const { prerequisites, updates } = atOnce(readUpdate(updateMessage('x.test.', lines)));
    expect([...prerequisites, ...updates].map(({ rdata }) => rdata.length)).toEqual([0, 0, 0]);
  }
});
