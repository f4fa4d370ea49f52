// Zones for one client alone, beside `allow-query` of NSD and BIND: who may not ask hears the same of all three.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeMessage } from '../support/message.js';
import { needs } from '../support/programs.js';
import { buildQuery } from '../support/query.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';
import { Asker } from './asker.js';
import { Fleet, SERVERS } from './servers.js';

const NAMED = '127.0.0.77';
const STRANGER = '127.0.0.78';
const PROHIBITED = 18;
/** mod-queryacl of Knot says NOTAUTH where others say REFUSED, and no more. */
const PEERS = SERVERS.filter(name => name !== 'Knot');

const ZONES = [
  {
    origin: 'open.test.',
    text: masterFile(
      'www A 192.0.2.1',
      'alias CNAME www.closed.test.',
      'gone CNAME nope.closed.test.',
      'below DNAME closed.test.',
      'mail MX 10 www.closed.test.',
    ),
  },
  { origin: 'closed.test.', text: masterFile('www A 192.0.2.2', 'sub NS ns.sub', 'ns.sub A 192.0.2.3') },
];

const QUESTIONS = [
  'www.closed.test A',
  'nope.closed.test A',
  'closed.test SOA',
  'closed.test DS',
  'closed.test ANY',
  'www.sub.closed.test A',
  'alias.open.test A',
  'gone.open.test A',
  'www.below.open.test A',
  'mail.open.test MX',
  'www.open.test A',
];

const missing = needs('nsd', 'knotd', 'named');

describe.skipIf(missing[0])('a zone for one client', () => {
  const folder = new TempFolder();
  let fleet: Fleet | undefined;

  beforeAll(async () => {
    // The first of all queries, for the SOA of each zone, comes from 127.0.0.1 and is refused.
    fleet = await Fleet.start(folder, ZONES, { askers: { 'closed.test.': NAMED } });
  });
  afterAll(async () => {
    await fleet?.stop();
    folder.remove();
  });

  /** What each server says to a client: response code, records of the answer, and the codes of Extended DNS Errors. */
  async function said(question: string, from: string): Promise<string[]> {
    return Promise.all(
      PEERS.map(async name => {
        const { port } = fleet!.askers[SERVERS.indexOf(name)];
        const asker = await Asker.open(port, from);
        const [answer] = await asker.udp([buildQuery(question, { rd: true, edns: {} })]);
        asker.close();
        if (answer === undefined) return 'nothing';
        const { rcode, answer: records, edns } = decodeMessage(answer);
        const codes = (edns?.options ?? []).filter(({ code }) => code === 15).map(({ data }) => data[1]);
        const owners = records.map(({ name: owner, type, rdata }) => `${owner} ${type} ${rdata}`).sort();
        return `${rcode} ${codes.join()} ${owners.join('; ')}`;
      }),
    );
  }

  test('strangers are refused with the reason, at once and behind aliases, as by NSD and BIND', async () => {
    for (const question of QUESTIONS) {
      const all = await said(question, STRANGER);
      const [nsd] = all;
      expect({ question, all }).toEqual({ question, all: PEERS.map(() => nsd) });
      if (/ ?closed\.test/.test(question)) expect(nsd).toBe(`5 ${PROHIBITED} `);
    }
  });

  test('the client that is named gets all there is', async () => {
    for (const question of ['www.closed.test A', 'nope.closed.test A', 'closed.test SOA']) {
      const all = await said(question, NAMED);
      expect({ question, all }).toEqual({ question, all: PEERS.map(() => all[0]) });
      expect(all[0]).not.toMatch(/^5/);
    }
    // BIND ends an alias where another zone begins.
    for (const question of ['alias.open.test A', 'www.below.open.test A']) {
      const [nsd, , rondo] = await said(question, NAMED);
      expect({ question, said: rondo }).toEqual({ question, said: nsd });
    }
  });
});
