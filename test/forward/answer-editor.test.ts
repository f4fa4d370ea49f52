// Answers of upstreams, changed as options of dnsmasq say.
import { type Answer, decode, encode } from 'dns-packet';
import { describe, expect, it } from 'vitest';
import type { AnswerEdits } from '../../src/dns/answer-edits.js';
import { nameFromText } from '../../src/dns/name.js';
import { AnswerEditor } from '../../src/forward/answer-editor.js';

const NOTHING: AnswerEdits = { withoutTypes: [], aliases: [], bogus: [], ignored: [], rebind: undefined };
/** Header, `a.test`, type and class. */
const QUESTION_END = 12 + 8 + 4;

function message(answers: Answer[], type: 'A' | 'AAAA' = 'A'): Uint8Array {
  const flags = 0x05a0;
  return new Uint8Array(
    encode({ type: 'response', id: 7, flags, questions: [{ type, name: 'a.test' }], answers }),
  );
}

const a = (data: string, name = 'a.test', ttl = 300): Answer => ({ type: 'A', name, ttl, data });

function edited(edits: Partial<AnswerEdits>, octets: Uint8Array) {
  const answer = new AnswerEditor({ ...NOTHING, ...edits }).edit(octets, QUESTION_END);
  const {
    rcode,
    answers = [],
    authorities = [],
    flag_aa,
    flag_ad,
  } = decode(Buffer.from(answer)) as never as {
    rcode: string;
    answers: Answer[];
    authorities: Answer[];
    flag_aa: boolean;
    flag_ad: boolean;
  };
  return { rcode, answers, authorities, flag_aa, flag_ad };
}

const PREFIX = { address: Uint8Array.of(192, 0, 2, 0), length: 24 };

describe('an answer', () => {
  it('stays as it is when nothing in it is meant', () => {
    const octets = message([a('198.51.100.1')]);
    const editor = new AnswerEditor({ ...NOTHING, withoutTypes: [28], bogus: [PREFIX] });
    expect(editor.edit(octets, QUESTION_END)).toBe(octets);
  });

  it('without its records has an SOA, so that it can be kept (RFC 2308 §5), and proves nothing any more', () => {
    const octets = message([
      { type: 'CNAME', name: 'a.test', ttl: 900, data: 'b.test' },
      a('192.0.2.1', 'b.test'),
    ]);
    const { rcode, answers, authorities, flag_aa, flag_ad } = edited({ withoutTypes: [1] }, octets);
    expect([rcode, answers.map(({ type }) => type), flag_aa, flag_ad]).toEqual([
      'NOERROR',
      ['CNAME'],
      false,
      false,
    ]);
    expect(authorities).toMatchObject([{ type: 'SOA', name: 'b.test', ttl: 300, data: { minimum: 300 } }]);
  });

  it('keeps records of other types when one is left out, names in them included', () => {
    const mx: Answer = {
      type: 'MX',
      name: 'a.test',
      ttl: 60,
      data: { preference: 1, exchange: 'mx.a.test' },
    };
    const { answers, authorities } = edited({ withoutTypes: [1] }, message([a('192.0.2.1'), mx]));
    expect(answers).toMatchObject([
      { type: 'MX', name: 'a.test', data: { preference: 1, exchange: 'mx.a.test' } },
    ]);
    expect(authorities).toEqual([]);
  });

  it('loses the signatures of what is left out', () => {
    const rrsig = (typeCovered: 'A' | 'CNAME'): Answer => ({
      ...{ type: 'RRSIG', name: 'a.test', ttl: 60 },
      data: {
        ...{ typeCovered, algorithm: 13, labels: 2, originalTTL: 60, expiration: 1, inception: 0 },
        ...{ keyTag: 1, signersName: 'test', signature: Buffer.from('x') },
      },
    });
    const { answers } = edited({ withoutTypes: [1] }, message([a('192.0.2.1'), rrsig('A'), rrsig('CNAME')]));
    expect(answers).toMatchObject([{ type: 'RRSIG', data: { typeCovered: 'CNAME' } }]);
  });

  it('with an address that is not to be had says that the name does not exist', () => {
    const { rcode, answers, authorities } = edited(
      { bogus: [PREFIX] },
      message([a('9.9.9.9'), a('192.0.2.77')]),
    );
    expect([rcode, answers, authorities.length]).toEqual(['NXDOMAIN', [], 1]);
  });

  it('has another address in place of one', () => {
    const aliases = [
      { from: 0xc0000200, to: 0x0a000000, mask: 0xffffff00 },
      { from: 0xc6336401, last: 0xc6336409, to: 0x0a090000, mask: 0xffffff00 },
    ];
    const { answers } = edited({ aliases }, message([a('192.0.2.9'), a('198.51.100.9'), a('198.51.100.10')]));
    expect(answers.map(each => ('data' in each ? each.data : ''))).toEqual([
      '10.0.0.9',
      '10.9.0.9',
      '198.51.100.10',
    ]);
  });

  it('has no private addresses, but for domains that may have them', () => {
    const rebind = { allowed: [nameFromText('b.test')], isSingleAllowed: false, isLocalhostAllowed: false };
    expect(edited({ rebind }, message([a('9.9.9.9'), a('10.0.0.1')])).answers).toEqual([]);
    const allowed = { ...rebind, allowed: [nameFromText('TEST')] };
    expect(edited({ rebind: allowed }, message([a('10.0.0.1')])).answers.length).toBe(1);
  });

  it('that cannot be read stays as it is', () => {
    const octets = message([a('192.0.2.1')]).subarray(0, QUESTION_END + 5);
    expect(new AnswerEditor({ ...NOTHING, withoutTypes: [1] }).edit(octets, QUESTION_END)).toBe(octets);
  });
});

describe('a reply', () => {
  it('with an address to be ignored is passed over', () => {
    const editor = new AnswerEditor({ ...NOTHING, ignored: [PREFIX] });
    expect(editor.ignores(message([a('192.0.2.1')]), QUESTION_END)).toBe(true);
    expect(editor.ignores(message([a('192.0.3.1')]), QUESTION_END)).toBe(false);
  });

  it('with a private address from outside says why it is empty, to clients with EDNS (RFC 8914)', () => {
    const rebind = { allowed: [nameFromText('ok.test')], isSingleAllowed: false, isLocalhostAllowed: false };
    const octets = (hasOpt: boolean) =>
      new Uint8Array(
        encode({
          ...{ type: 'response', id: 7, flags: 0x0180, questions: [{ type: 'A', name: 'a.test' }] },
          answers: [a('10.0.0.1')],
          ...(hasOpt && {
            additionals: [{ type: 'OPT', name: '.', udpPayloadSize: 1232, options: [] } as never],
          }),
        }),
      );
    const editor = new AnswerEditor({ ...NOTHING, rebind });
    const text = 'rebind protection: a private address from outside';
    const codeAndText = Buffer.concat([Buffer.of(0, 15), Buffer.from(text)]);
    const told = Buffer.from(editor.edit(octets(true), QUESTION_END));
    expect(decode(told)).toMatchObject({ answers: [], rcode: 'NOERROR' });
    expect(told.includes(codeAndText)).toBe(true);
    expect(Buffer.from(editor.edit(octets(false), QUESTION_END)).includes(text)).toBe(false);
  });
});
