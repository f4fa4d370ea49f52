// Signed zones beside NSD, Knot and BIND: signatures, and the proofs of what is not there (RFC 4035 §3.1, RFC 5155 §7.2).
import { beforeEach, describe, expect, test } from 'vitest';
import { needs } from '../support/programs.js';
import { buildQuery } from '../support/query.js';
import { TempFolder } from '../support/temp-folder.js';
import { Delv } from './delv.js';
import { type Outcome, outcomeOf, outcomeText } from './outcome.js';
import { ownersOf } from './questions.js';
import { Random } from './random.js';
import { randomZones } from './random-zones.js';
import { Fleet, REFERENCES, SERVERS, type ZoneText } from './servers.js';
import { SIGNED_AREA } from './signed-area.js';
import { DENIALS, type Denial, signZone } from './signed-zones.js';

const SEED = Number(process.env.RONDO_INTEROP_SEED ?? 1);
const missing = needs('nsd', 'knotd', 'named', 'dnssec-signzone', 'dnssec-keygen', 'delv');

const TYPES = [
  ...['A', 'AAAA', 'NS', 'CNAME', 'MX', 'TXT', 'DS', 'DNAME', 'SOA', 'DNSKEY', 'NSEC', 'NSEC3', 'NSEC3PARAM'],
  'RRSIG',
] as const;

/** Every type at, below and beside every name. */
function questionsFor(zone: ZoneText, more: readonly string[] = []): string[] {
  const { origin } = zone;
  const owners = [...ownersOf(zone), ...more.map(name => `${name}.${origin}`)];
  const names = owners.flatMap(owner => {
    const above = owner.slice(owner.indexOf('.') + 1);
    return owner === origin
      ? [owner, `x.${owner}`]
      : [owner, `x.${owner}`, `x.y.${owner}`, above, `0.${above}`];
  });
  return [...new Set(names)].flatMap(name => TYPES.map(type => `${name} ${type}`));
}

/** Apex NS, which some add to every answer (RFC 1034 §3.7) and others leave out, do not count. */
function essence({ rcode, aa, tc, answer, chain, authority }: Outcome): string {
  if (tc) return `${rcode} tc`;
  const needed = authority.filter(line => !aa || !/^\S+ \d+ (?:ns |rrsig ns )/.test(line));
  return JSON.stringify({ rcode, aa, answer, chain, authority: needed });
}

/**
 * Where a wildcard that is an empty non-terminal stands for the name, the references leave out the NSEC that shows it to have
 * nothing of the type when its only descendants are delegations; without it delv finds the answer bogus (RFC 4035 §3.1.3.4).
 */
function provesMore(rondo: Outcome, reference: Outcome): boolean {
  const more = rondo.authority.filter(line => !reference.authority.includes(line));
  return (
    essence({ ...rondo, authority: [] }) === essence({ ...reference, authority: [] }) &&
    reference.authority.every(line => rondo.authority.includes(line)) &&
    more.map(line => line.split(' ')[2]).join(' ') === 'nsec rrsig' &&
    more[0].split(' ')[3].includes('*.')
  );
}

interface Asked {
  readonly text: string;
  readonly outcomes: readonly Outcome[];
}

function caseText({ text, outcomes }: Asked): string {
  const answers = outcomes.map((outcome, at) => `${SERVERS[at]}: ${outcomeText(outcome)}`);
  return [text, ...answers].join('\n');
}

/** Asks all servers over both protocols, with DO or without. */
async function askAll(fleet: Fleet, questions: readonly string[], isDo: boolean): Promise<Asked[]> {
  const queries = questions.map(text => buildQuery(text, { rd: false, edns: { do: isDo, size: 1232 } }));
  const asked: Asked[] = [];
  for (const protocol of ['udp', 'tcp'] as const) {
    const answers = await Promise.all(fleet.askers.map(asker => asker[protocol](queries)));
    questions.forEach((text, at) => {
      const how = `${text} (${protocol}${isDo ? ', DO' : ''})`;
      asked.push({ text: how, outcomes: answers.map(each => outcomeOf(each[at])) });
    });
  }
  return asked;
}

async function compareAll(
  folder: TempFolder,
  title: string,
  zones: readonly ZoneText[],
  questions: readonly string[],
): Promise<string[]> {
  const fleet = await Fleet.start(folder, zones);
  const failures: string[] = [];
  let consensus = 0;
  let alone = 0;
  let explained = 0;
  const asked: Asked[] = [];
  try {
    for (const isDo of [true, false]) asked.push(...(await askAll(fleet, questions, isDo)));
  } finally {
    await fleet.stop();
  }
  for (const each of asked) {
    const own = each.outcomes[REFERENCES.length];
    const [rondo, ...references] = [own, ...each.outcomes.slice(0, -1)].map(essence);
    const isConsensus = references.every(other => other === references[0]);
    if (isConsensus) consensus++;
    if (isConsensus && rondo !== references[0]) {
      if (provesMore(own, each.outcomes[0])) explained++;
      else failures.push(caseText(each));
    } else if (!references.includes(rondo)) {
      alone++;
      if (process.env.RONDO_INTEROP_ALONE !== undefined) process.stdout.write(`alone: ${caseText(each)}\n`);
    }
  }
  process.stdout.write(
    `${title}: ${asked.length} cases; the references agree in ${consensus}, Rondo too in ${consensus - explained - failures.length}, ` +
      `${explained} explained; otherwise with none of them in ${alone}\n`,
  );
  return failures;
}

describe('signed zones', { timeout: 600_000 }, () => {
  beforeEach(context => context.skip(...missing));

  test.each(Object.keys(DENIALS) as Denial[])('%s: every name of a written zone', async denial => {
    const folder = new TempFolder();
    try {
      const signed = await signZone(folder, SIGNED_AREA.zone, denial);
      const questions = questionsFor(SIGNED_AREA.zone, SIGNED_AREA.ask);
      const failures = await compareAll(folder, denial, [signed!.zone], questions);
      expect(failures.slice(0, 5).join('\n\n')).toBe('');
    } finally {
      folder.remove();
    }
  });

  test.each(Object.keys(DENIALS) as Denial[])('%s: delv finds the answers valid', async denial => {
    const folder = new TempFolder();
    const questions = SIGNED_AREA.validated.flatMap(name =>
      ['A', 'TXT'].map(type => [`${name}.${SIGNED_AREA.zone.origin}`, type]),
    );
    try {
      const signed = await signZone(folder, SIGNED_AREA.zone, denial);
      const fleet = await Fleet.start(folder, [signed!.zone]);
      try {
        const delv = new Delv(folder, signed!, fleet.askers[REFERENCES.length].port);
        const doubtful: string[] = [];
        for (const [name, type] of questions) {
          const verdict = await delv.ask(name, type);
          if (!delv.isValid(verdict, denial)) doubtful.push(`${name} ${type}: ${verdict}`);
        }
        expect(doubtful.join('\n')).toBe('');
      } finally {
        await fleet.stop();
      }
    } finally {
      folder.remove();
    }
  });

  test('random zones, each with some denial', async () => {
    const folder = new TempFolder();
    const random = new Random(SEED);
    try {
      const signed: ZoneText[] = [];
      const questions: string[] = [];
      for (const zone of randomZones(random, 40)) {
        const result = await signZone(folder, zone, random.pick(Object.keys(DENIALS) as Denial[]));
        if (result === undefined) continue;
        signed.push(result.zone);
        questions.push(...questionsFor(zone).filter(() => random.oneIn(3)));
      }
      expect(signed.length).toBeGreaterThan(20);
      const failures = await compareAll(folder, `seed ${SEED}, ${signed.length} zones`, signed, questions);
      expect(failures.slice(0, 5).join('\n\n')).toBe('');
    } finally {
      folder.remove();
    }
  });
});
