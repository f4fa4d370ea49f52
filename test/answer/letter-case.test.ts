// Names are equal whatever the case of their letters, and A to Z are the only letters (RFC 4343 §3).

import { expect, test } from 'vitest';
import { Responder } from '../../src/answer/respond.js';
import { nameFromText } from '../../src/dns/name.js';
import { compileZone } from '../../src/image/build.js';
import { Catalog } from '../../src/image/catalog.js';
import { Problems } from '../../src/source/problem.js';
import { readMasterFile } from '../../src/zone/master/reader.js';
import { answerTo } from '../support/exchange.js';
import { decodeMessage } from '../support/message.js';

const APEX = '$TTL 300\n@ SOA ns hostmaster 1 3600 600 604800 60\n@ NS ns\nns A 192.0.2.1\n';
const LABEL = 5;
const HEADER = 12;
const octets = Array.from({ length: 256 }, (_, octet) => octet);
const isUpper = (octet: number) => octet >= 0x41 && octet <= 0x5a;
const lower = (octet: number) => (isUpper(octet) ? octet | 0x20 : octet);

/** A name below example.org. whose first label has one octet at a place, and x elsewhere. */
const nameWith = (octet: number, place: number) => {
  const label = Array.from({ length: LABEL }, () => 'x');
  label[place] = `\\${String(octet).padStart(3, '0')}`;
  return `${label.join('')}.example.org.`;
};

function query(octet: number, place: number): Uint8Array {
  const name = nameFromText(nameWith(octet, place));
  const message = new Uint8Array(HEADER + name.length + 4);
  message.set([0, 1, 0, 0, 0, 1]);
  message.set(name, HEADER);
  message.set([0, 1, 0, 1], HEADER + name.length);
  return message;
}

test.each(Array.from({ length: LABEL }, (_, place) => place))('any octet at place %i of a label', place => {
  const owners = octets.filter(octet => !isUpper(octet));
  const records = owners.map(octet => `${nameWith(octet, place)} A 10.0.0.${octet}\n`).join('');
  const problems = new Problems();
  const zone = readMasterFile(Buffer.from(APEX + records), {
    file: 'example.org',
    origin: nameFromText('example.org'),
    problems,
  });
  expect(problems.hasErrors).toBe(false);
  const responder = new Responder(new Catalog({ zones: [compileZone(zone, 1).compiled], forwards: [] }));
  for (const octet of octets) {
    const message = query(octet, place);
    const octets = answerTo(responder, message);
    const answer = decodeMessage(octets);
    expect(answer.answer.map(({ rdata }) => rdata[3])).toEqual([lower(octet)]);
    // The question comes back as it was asked.
    expect(octets.slice(HEADER, message.length)).toEqual(message.slice(HEADER));
  }
});
