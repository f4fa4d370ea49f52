// Zones that lie beside one another in one memory answer as they do alone.

import { describe, expect, it } from 'vitest';
import { PROTOCOL } from '../../src/answer/exchange.js';
import { Responder } from '../../src/answer/respond.js';
import { nameFromText } from '../../src/dns/name.js';
import { Arena, Arenas } from '../../src/image/arena.js';
import { compileZone } from '../../src/image/build.js';
import { Catalog } from '../../src/image/catalog.js';
import { Problems } from '../../src/source/problem.js';
import { readMasterFile } from '../../src/zone/master/reader.js';
import type { Zone } from '../../src/zone/zone.js';
import { answerTo } from '../support/exchange.js';
import { buildQuery } from '../support/query.js';

const SIGNATURE = '13 1 60 20850101000000 20200101000000 1 z. AQID';
const HASH = '0p9mhaveqvm6t7vbl5lop2u3t2rp3tom';

const PLAIN = `$TTL 60
@ SOA ns root 1 2 3 4 5
@ NS ns
ns A 192.0.2.1
two A 192.0.2.1
two A 192.0.2.2
*.w MX 10 two
texts TXT "one" "two"
texts TXT "longer than that"
alias CNAME two
sub NS ns.sub
ns.sub A 192.0.2.3
d DNAME two
deep.er A 192.0.2.4
`;
const NSEC = `${PLAIN}@ RRSIG SOA ${SIGNATURE}
@ NSEC two SOA NS RRSIG NSEC
@ RRSIG NSEC ${SIGNATURE}
two RRSIG A ${SIGNATURE}
two NSEC @ A RRSIG NSEC
`;
const NSEC3 = `${PLAIN}@ RRSIG SOA ${SIGNATURE}
@ NSEC3PARAM 1 0 0 -
${HASH} NSEC3 1 0 0 - ${HASH} SOA NS RRSIG
${HASH} RRSIG NSEC3 ${SIGNATURE}
`;

const QUESTIONS = [
  '. SOA',
  '. NS',
  'two. A',
  'two. TXT',
  'x.w. MX',
  'x.w. A',
  'texts. TXT',
  'alias. A',
].concat(['x.sub. A', 'sub. DS', 'x.d. A', 'er. A', 'deep.er. A', 'absent. A', 'x.absent. A']);

function read(text: string, origin: string): Zone {
  const problems = new Problems();
  const zone = readMasterFile(Buffer.from(text), { file: 'z', origin: nameFromText(origin), problems });
  expect(problems.hasErrors).toBe(false);
  return zone;
}

/** What the server says about every question below the origin, twice, since answers take turns. */
function answers(responder: Responder, origin: string): string[] {
  return [...QUESTIONS, ...QUESTIONS].map(question => {
    const query = buildQuery(question.replace(/\.? /, `.${origin} `).replace(/^\./, ''), {
      edns: { do: true },
    });
    const answer = answerTo(responder, query, { protocol: PROTOCOL.TCP });
    return Buffer.from(answer.subarray(2)).toString('hex');
  });
}

describe('small zones in one arena', () => {
  it('answer as they do alone', () => {
    const arenas = new Arenas();
    const texts = [PLAIN, NSEC, NSEC3, PLAIN];
    const zones = texts.map((text, index) => read(text, `z${index}.`));
    const beside = new Responder(
      new Catalog({ zones: zones.map(zone => compileZone(zone, 1, arenas).compiled), forwards: [] }),
    );
    zones.forEach((zone, index) => {
      const alone = new Responder(new Catalog({ zones: [compileZone(zone, 1).compiled], forwards: [] }));
      const expected = answers(alone, `z${index}.`);
      expect(new Set(expected).size).toBeGreaterThan(QUESTIONS.length - 2);
      expect(answers(beside, `z${index}.`)).toEqual(expected);
    });
    expect(beside.failures).toBe(0);
  });

  it('share blocks of bounded size, and a large one has its own', () => {
    const arena = new Arena();
    const small = Array.from({ length: 3000 }, () => arena.take(100));
    const blocks = new Set(small.map(({ memory }) => memory));
    expect(blocks.size).toBeLessThan(20);
    expect(new Set(small.map(({ memory, at }) => `${[...blocks].indexOf(memory)} ${at}`)).size).toBe(3000);
    for (const { memory, at } of small) expect((at + 100) * 4).toBeLessThanOrEqual(memory.byteLength);
    expect(arena.take(1_000_000)).toMatchObject({ at: 0, memory: { byteLength: 4_000_000 } });
  });
});
