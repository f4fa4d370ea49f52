// Whatever comes, respond() answers within the client's limit and in good form, or not at all.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OUTCOME, PROTOCOL } from '../../src/answer/exchange.js';
import { TYPE } from '../../src/dns/types.js';
import { respondTo } from '../support/exchange.js';
import { mutated, query, queryFor } from '../support/hostile-query.js';
import { makeResponder } from '../support/many-shapes.js';
import { decodeMessage, type Message } from '../support/message.js';

/** Each property ends at this time at the latest. */
const LIMIT_MS = 800;

const responder = makeResponder();

const CANARY = 0xa5;
const BEFORE = 7;
const out = new Uint8Array(BEFORE + 65_535 + 1);

interface Circumstances {
  readonly isTcp: boolean;
  readonly mayForward: boolean;
  /** Octets of another message before and behind the query in its buffer. */
  readonly around: number;
}

const circumstances = fc.record({
  isTcp: fc.boolean(),
  mayForward: fc.boolean(),
  around: fc.nat({ max: 20 }),
});

/** The query as the strict decoder sees it; undefined when it is malformed. */
function decodeOrNothing(octets: Uint8Array): Message | undefined {
  try {
    return decodeMessage(octets);
  } catch {
    return undefined;
  }
}

function sizeLimit(sent: Message | undefined, isTcp: boolean): number {
  if (isTcp) return 65_535;
  // What does not parse may have had an OPT before the mistake.
  if (sent === undefined) return 1232;
  return sent.edns === undefined ? 512 : Math.min(1232, Math.max(512, sent.edns.size));
}

interface Answer extends Message {
  readonly octets: Buffer;
}

/** Calls respond() and checks what holds for every message. @returns the answer, or undefined */
function ask(octets: Uint8Array, { isTcp, mayForward, around }: Circumstances): Answer | undefined {
  const input = new Uint8Array(octets.length + 2 * around).fill(CANARY);
  input.set(octets, around);
  const sent = decodeOrNothing(octets);
  const limit = sizeLimit(sent, isTcp);
  out.fill(CANARY, 0, BEFORE);
  out[BEFORE + limit] = CANARY;
  const outcome = respondTo(responder, input, {
    protocol: isTcp ? PROTOCOL.TCP : PROTOCOL.UDP,
    ...{ mayForward, start: around, end: around + octets.length, output: out, base: BEFORE },
  });
  const { length } = responder.exchange;
  expect(responder.failures).toBe(0);
  expect(
    out.subarray(0, BEFORE).every(value => value === CANARY),
    'nothing before the answer',
  ).toBe(true);
  expect(out[BEFORE + limit], 'nothing behind the limit').toBe(CANARY);
  const mustDrop = octets.length < 12 || (octets[2] & 0x80) !== 0;
  expect(outcome === OUTCOME.DROPPED, 'only responses and stumps get no answer').toBe(mustDrop);
  if (mustDrop) return undefined;
  if (outcome === OUTCOME.FORWARD) {
    expect(mayForward).toBe(true);
    expect((octets[4] << 8) | octets[5]).toBe(1);
    return undefined;
  }
  expect(length).toBeGreaterThanOrEqual(12);
  expect(length).toBeLessThanOrEqual(limit);
  const bytes = Buffer.from(out.slice(BEFORE, BEFORE + length));
  const answer = decodeMessage(bytes);
  expect(answer.id).toBe((octets[0] << 8) | octets[1]);
  expect(answer.flags.has('qr')).toBe(true);
  expect(answer.opcode).toBe((octets[2] >> 3) & 15);
  expect(answer.flags.has('rd')).toBe((octets[2] & 1) === 1);
  expect(answer.flags.has('ra')).toBe(mayForward);
  for (const question of answer.questions)
    expect(Buffer.compare(question.octets, octets.subarray(12, 12 + question.octets.length))).toBe(0);
  return { ...answer, octets: bytes };
}

function check<T>(arbitrary: fc.Arbitrary<T>, predicate: (value: T, where: Circumstances) => void): void {
  const property = fc.property(arbitrary, circumstances, predicate);
  fc.assert(property, { numRuns: 20_000, interruptAfterTimeLimit: LIMIT_MS, markInterruptAsFailure: false });
}

describe('respond()', () => {
  test('takes any octets', () => {
    check(fc.uint8Array({ maxLength: 600 }), (octets, where) => {
      ask(octets, where);
    });
  });

  test('takes any octets behind a header that promises a question', () => {
    const header = [0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0];
    check(fc.uint8Array({ maxLength: 300 }), (octets, where) => {
      ask(Uint8Array.from([...header, ...octets]), where);
    });
  });

  test('takes damaged queries', () => {
    check(mutated, (octets, where) => {
      ask(octets, where);
    });
  });

  test('answers well-formed queries with their question, and with OPT exactly if they have one', () => {
    check(query, (octets, where) => {
      const answer = ask(octets, where);
      if (answer === undefined) return;
      const sent = decodeMessage(octets);
      expect(answer.questions.length).toBe(1);
      expect(answer.edns === undefined).toBe(sent.edns === undefined);
      if (answer.edns !== undefined) {
        expect(answer.edns).toMatchObject({ size: 1232, version: 0, otherFlags: 0 });
        expect(answer.edns.dnssecOk).toBe(sent.edns?.dnssecOk);
      }
      expect(new Set([0, 1, 3, 4, 5, 6, 9, 16])).toContain(answer.rcode);
      if (where.isTcp) expect(answer.flags.has('tc')).toBe(false);
      // Only a referral may be cut at its glue; everything else is emptied (RFC 2181 §9, RFC 9471 §3.1).
      else if (answer.flags.has('tc') && answer.authority.length === 0) expect(answer.answer).toEqual([]);
    });
  });

  test('gives over TCP what it gives over UDP when that is not truncated', () => {
    // Types whose records take no turns, so that two questions have one answer.
    const plain = fc.constantFrom(TYPE.TXT, TYPE.NS, TYPE.SOA, TYPE.CNAME, TYPE.DS, TYPE.DNAME, TYPE.MX);
    check(queryFor(plain), (octets, where) => {
      const udp = ask(octets, { ...where, isTcp: false });
      const tcp = ask(octets, { ...where, isTcp: true });
      // Over TCP a chain that was cut off goes on, and may lead upstream.
      if (udp?.flags.has('tc')) return;
      expect(udp === undefined).toBe(tcp === undefined);
      if (udp === undefined || tcp === undefined) return;
      // What only saves a question may be left out over UDP (RFC 2181 §9), and address records come by turns.
      if (tcp.additional.length === 0) expect(udp.octets.equals(tcp.octets)).toBe(true);
      else expect(udp.counts.slice(0, 3)).toEqual(tcp.counts.slice(0, 3));
    });
  });
});
