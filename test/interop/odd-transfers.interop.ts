// Odd queries for a zone by who may have it: Rondo answers each as one of NSD, Knot and BIND does, and so as all where they agree.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rcodeToText } from '../../src/dns/constants.js';
import { COUNT_AT, countOf } from '../../src/dns/header.js';
import { needs } from '../support/programs.js';
import { buildQuery } from '../support/query.js';
import { keyFor, signedRequest } from '../support/signed.js';
import { TempFolder } from '../support/temp-folder.js';
import { ixfrQuery } from '../transfer/transferred.js';
import { SignedFleet } from './signed-fleet.js';

const missing = needs('named', 'knotd', 'nsd');
const KEY = keyFor('hmac-sha256.key.');
const SILENT_MS = 1_500;

/** The query with its octets changed. */
function changed(query: Uint8Array, change: (octets: Buffer) => void): Uint8Array {
  const octets = Buffer.from(query);
  change(octets);
  return Uint8Array.from(octets);
}

const axfr = buildQuery('shop.example AXFR', { edns: false, rd: false });
/** QCLASS stands at the end. */
const ofClass = (qclass: number) =>
  changed(axfr, octets => void octets.writeUInt16BE(qclass, octets.length - 2));

const ODD: readonly (readonly [what: string, query: Uint8Array])[] = [
  ['AXFR', axfr],
  ['AXFR with EDNS', buildQuery('shop.example AXFR')],
  ['AXFR with RD', buildQuery('shop.example AXFR', { edns: false })],
  ['AXFR in other letters', buildQuery('ShOp.ExAmPlE AXFR', { edns: false })],
  ['AXFR, class ANY', ofClass(255)],
  ['AXFR, class CH', ofClass(3)],
  ['AXFR, class NONE', ofClass(254)],
  ['AXFR below the apex', buildQuery('www.shop.example AXFR', { edns: false })],
  ['AXFR of a zone above', buildQuery('example AXFR', { edns: false })],
  ['IXFR of this version', ixfrQuery('shop.example', 1)],
  ['IXFR of a later version', ixfrQuery('shop.example', 2)],
  ['IXFR of an unknown version', ixfrQuery('shop.example', 0)],
  ['IXFR without an SOA', buildQuery('shop.example IXFR', { edns: false })],
  ['MAILB', buildQuery('shop.example MAILB', { edns: false })],
];

/** What the header of the first message says: not all servers write a question behind it that can be read. */
function told(answer: Uint8Array | undefined): string {
  if (answer === undefined) return 'nothing';
  const records = countOf(answer, COUNT_AT.ANSWER);
  return `${rcodeToText(answer[3] & 0xf)}, ${records > 1 ? 'many' : records} records`;
}

const folder = new TempFolder();
let fleet: SignedFleet | undefined;

beforeAll(async () => {
  if (!missing[0]) fleet = await SignedFleet.start(folder);
}, 60_000);

afterAll(async () => {
  await fleet?.end();
  folder.remove();
});

test.for(['UDP', 'TCP'] as const)('over %s', { timeout: 60_000 }, async (how, context) => {
  context.skip(...missing);
  for (const [what, query] of ODD) {
    const { request } = signedRequest(KEY, query, Math.floor(Date.now() / 1_000));
    const [rondo, ...others] = await Promise.all(
      fleet!.askers.map(async asker => {
        const [answer] = how === 'UDP' ? await asker.udp([request], SILENT_MS) : await asker.tcp([request]);
        return told(answer);
      }),
    );
    expect(others, what).toContain(rondo);
  }
});
