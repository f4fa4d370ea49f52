// How fast respond() answers for random names of a large zone, beside a zone of two names, in one process.
import { encode } from 'dns-packet';
import { Responder } from '../../src/answer/respond.js';
import { nameFromText } from '../../src/dns/name.js';
import { compileZone } from '../../src/image/build.js';
import { Catalog } from '../../src/image/catalog.js';
import { Problems } from '../../src/source/problem.js';
import { readMasterFile } from '../../src/zone/master/reader.js';
import { nextSeed } from '../traffic/next-seed.js';
import { APEX, hostLabel, LARGE_ORIGIN } from './zones.js';

const QUERIES = 2 ** 18;

/** Queries one after another, so that reading them costs the same for both zones. */
interface Queries {
  readonly octets: Uint8Array;
  /** Where each begins; one more at the end. */
  readonly starts: Uint32Array;
}

function responderOf(text: Uint8Array): Responder {
  const problems = new Problems();
  const zone = readMasterFile(text, { file: 'bench.zone', origin: nameFromText(LARGE_ORIGIN), problems });
  if (problems.hasErrors) throw new Error('the bench zone is broken');
  return new Responder(new Catalog({ zones: [compileZone(zone, 1).compiled], forwards: [] }));
}

/** Questions for names picked by a generator with a fixed seed. */
function queriesFor(names: number): Queries {
  const starts = new Uint32Array(QUERIES + 1);
  const messages: Buffer[] = [];
  let seed = 1;
  for (let index = 0; index < QUERIES; index++) {
    seed = nextSeed(seed);
    const name = `${hostLabel(Math.floor(((seed >>> 0) / 2 ** 32) * names))}.${LARGE_ORIGIN}`;
    const message = encode({ type: 'query', id: 1, questions: [{ name, type: 'A', class: 'IN' }] });
    messages.push(message);
    starts[index + 1] = starts[index] + message.length;
  }
  return { octets: Buffer.concat(messages), starts };
}

function rate(responder: Responder, { octets, starts }: Queries, out: Uint8Array): number {
  const { exchange } = responder;
  exchange.input = octets;
  exchange.output = out;
  const began = process.hrtime.bigint();
  for (let index = 0; index < QUERIES; index++) {
    exchange.start = starts[index];
    exchange.end = starts[index + 1];
    responder.respond();
  }
  return QUERIES / (Number(process.hrtime.bigint() - began) / 1e9);
}

/** Answers per second for the two-name zone and for the large one, alternating. */
export function measureRandomNames(
  large: Uint8Array,
  names: number,
  rounds: number,
): { readonly two: number; readonly large: number }[] {
  const hosts = [0, 1].map(number => `${hostLabel(number)} A 10.0.0.1\n${hostLabel(number)} A 10.0.0.2\n`);
  const small = { responder: responderOf(Buffer.from(APEX + hosts.join(''))), queries: queriesFor(2) };
  const big = { responder: responderOf(large), queries: queriesFor(names) };
  const out = new Uint8Array(65535);
  const turn = () => ({
    two: rate(small.responder, small.queries, out),
    large: rate(big.responder, big.queries, out),
  });
  turn();
  return Array.from({ length: rounds }, turn);
}
