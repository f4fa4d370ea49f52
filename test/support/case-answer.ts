// What one answer must be: what a step expects, and what holds for every answer.
import { decode } from 'dns-packet';
import { expect } from 'vitest';
import { OPTION, rcodeToText } from '../../src/dns/constants.js';
import { rdataToText } from '../../src/dns/rdata/to-text.js';
import type { QueryStep } from './case-file.js';
import { decodeMessage, type Message } from './message.js';
import { fromHex } from './query.js';
import { expectedLines, sectionLines } from './section.js';

const SECTIONS = ['answer', 'authority', 'additional'] as const;

/** `code text` of the Extended DNS Error (RFC 8914 §2), or undefined. */
function edeOf({ edns }: Message): string | undefined {
  const option = edns?.options.find(({ code }) => code === OPTION.EDE);
  if (option === undefined) return undefined;
  const data = Buffer.from(option.data);
  return `${data.readUInt16BE(0)} ${data.subarray(2).toString()}`;
}

/** The options in wire form, without the Extended DNS Error; they are compared as hexadecimal digits. */
function optionsOf({ edns }: Message): string {
  const options = (edns?.options ?? []).filter(({ code }) => code !== OPTION.EDE);
  const hex = (value: number) => value.toString(16).padStart(4, '0');
  return options
    .map(({ code, data }) => hex(code) + hex(data.length) + Buffer.from(data).toString('hex'))
    .join('');
}

function optOf({ edns }: Message): unknown {
  return edns === undefined ? 'none' : { size: edns.size, do: edns.dnssecOk };
}

/** The OPT that the answer to a query must have unless the step says otherwise (RFC 6891 §6.1.1, RFC 3225 §3). */
function usualOpt(step: QueryStep): unknown {
  if ('raw' in step) return undefined;
  const edns = step.with?.edns ?? {};
  return edns === 'off' ? 'none' : { size: 1232, do: edns.do ?? false };
}

/** What a second decoder, written by others, must find in the sections. */
function countsOf(octets: Uint8Array): number[] {
  const packet = decode(Buffer.from(octets));
  const sections = [packet.questions, packet.answers, packet.authorities, packet.additionals];
  return sections.map(records => records?.length ?? 0);
}

/** What holds for every answer, also by RFC 1035 §4.1.1: compared at once, for there are many answers. */
function checkEcho(query: Uint8Array, octets: Uint8Array, message: Message): void {
  const { flags, edns } = message;
  const echoed = Buffer.concat(message.questions.map(question => question.octets));
  expect({
    counts: countsOf(octets),
    isResponse: flags.has('qr'),
    reservedBit: flags.has('z'),
    // No DNSSEC validation took place.
    isValidated: flags.has('ad'),
    id: message.id,
    opcode: message.opcode,
    recursionDesired: flags.has('rd'),
    ednsVersion: edns?.version ?? 0,
    ednsFlags: edns?.otherFlags ?? 0,
    question: echoed.toString('hex'),
  }).toEqual({
    counts: [...message.counts],
    isResponse: true,
    reservedBit: false,
    isValidated: false,
    id: (query[0] << 8) | query[1],
    opcode: (query[2] >> 3) & 15,
    recursionDesired: (query[2] & 1) === 1,
    ednsVersion: 0,
    ednsFlags: 0,
    question: Buffer.from(query.subarray(12, 12 + echoed.length)).toString('hex'),
  });
}

function sorted(lines: readonly string[], step: QueryStep): readonly string[] {
  return step.ordered ? lines : [...lines].sort();
}

/** Compares one answer with its step. @returns the first RDATA of the answer section as text */
export function checkAnswer(query: Uint8Array, octets: Uint8Array, step: QueryStep): string | undefined {
  const message = decodeMessage(octets);
  checkEcho(query, octets, message);
  const ede = edeOf(message);
  const actual: Record<string, unknown> = {
    rcode: rcodeToText(message.rcode),
    tc: message.flags.has('tc') || undefined,
    options: optionsOf(message),
    ede: step.ede !== undefined && ede?.startsWith(step.ede) ? step.ede : ede,
  };
  const options = Buffer.from(fromHex(step.options ?? '')).toString('hex');
  const expected: Record<string, unknown> = { rcode: step.rcode, tc: step.tc, options, ede: step.ede };
  if (step.flags !== undefined) [actual.flags, expected.flags] = [[...message.flags].join(' '), step.flags];
  if (step.size !== undefined) [actual.size, expected.size] = [octets.length, step.size];
  const opt = step.opt === undefined ? usualOpt(step) : withDo(step.opt);
  if (opt !== undefined) [actual.opt, expected.opt] = [optOf(message), opt];
  const questions = 'raw' in step ? step.questions : 1;
  if (questions !== undefined) [actual.questions, expected.questions] = [message.questions.length, questions];
  for (const section of SECTIONS) {
    const text = step[section];
    if (text === undefined) continue;
    actual[section] = sorted(sectionLines(message[section]), step);
    expected[section] = sorted(expectedLines(text), step);
  }
  expect(actual).toEqual(expected);
  const [first] = message.answer;
  return first === undefined ? undefined : rdataToText(first.type, first.rdata);
}

function withDo(opt: NonNullable<QueryStep['opt']>): unknown {
  return opt === 'none' ? opt : { do: false, ...opt };
}
