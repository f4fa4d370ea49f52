// Signed zones beside NSD, Knot and BIND: signatures, and the proofs of what is not there (RFC 4035 §3.1, RFC 5155 §7.2).
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { needs } from '../support/programs.js';
import { Random } from '../support/random.js';
import { TempFolder } from '../support/temp-folder.js';
import { ownersOf } from './questions.js';
import { randomZones } from './random-zones.js';
import type { ZoneText } from './servers.js';
import { SIGNED_AREA } from './signed-area.js';
import {
  compareSigned,
  type Inquiry,
  OTHER_WAYS,
  type SignedTally,
  WITH_DO,
  WITH_RD,
  WITHOUT_DO,
} from './signed-comparison.js';
import { FAMILY_NAMES, LONELY_NAMES, signFamily } from './signed-family.js';
import { DENIALS, type Signer, signZone } from './signed-zones.js';

const SEED = Number(process.env.RONDO_INTEROP_SEED ?? 1);

const ZONES = 40;

const missing = needs('nsd', 'knotd', 'named', 'dnssec-signzone', 'dnssec-keygen', 'ldns-signzone');

const TYPES = [
  ...['A', 'AAAA', 'NS', 'CNAME', 'MX', 'TXT', 'DS', 'DNAME', 'SOA', 'DNSKEY', 'NSEC', 'NSEC3', 'NSEC3PARAM'],
  ...['RRSIG', 'ANY'],
] as const;

/** Names at, above, below and beside every owner of a zone. */
function namesFor(zone: ZoneText, more: readonly string[] = []): string[] {
  const { origin } = zone;
  const owners = [...ownersOf(zone), ...more.map(name => `${name}.${origin}`)];
  const names = owners.flatMap(owner => {
    const above = owner.slice(owner.indexOf('.') + 1);
    return owner === origin
      ? [owner, `x.${owner}`]
      : [owner, `x.${owner}`, `x.y.${owner}`, above, `0.${above}`];
  });
  return [...new Set(names)];
}

const everyType = (names: readonly string[]) => names.flatMap(name => TYPES.map(type => `${name} ${type}`));

/** Each question with DO, a third also without, and a third in some other way. */
function inquiriesFor(random: Random, texts: readonly string[], ways = OTHER_WAYS): Inquiry[] {
  return texts.flatMap(text => {
    const inquiries: Inquiry[] = [{ text, way: WITH_DO }];
    if (random.oneIn(3)) inquiries.push({ text, way: WITHOUT_DO });
    if (random.oneIn(3)) inquiries.push({ text, way: random.pick(ways) });
    return inquiries;
  });
}

/** Shows the numbers and fails with the first cases that nothing explains, or when some kind of answer has not come at all. */
function judge(title: string, tally: SignedTally): void {
  process.stdout.write(`${title}: ${tally}\n`);
  expect(tally.failures.slice(0, 5).join('\n\n')).toBe('');
  for (const kind of ['data', 'NODATA', 'NXDOMAIN', 'referral'])
    expect(tally.kinds.get(kind) ?? 0, kind).toBeGreaterThan(20);
}

describe('signed zones', { timeout: 600_000 }, () => {
  let folder: TempFolder;
  beforeEach(context => {
    context.skip(...missing);
    folder = new TempFolder();
  });
  afterEach(() => folder?.remove());

  const SIGNERS: readonly Signer[] = ['dnssec-signzone', 'ldns-signzone', 'dnssec-signzone, KSK and ZSK'];
  // Two of the denials by each of the other signers.
  const written = DENIALS.flatMap((denial, at) =>
    SIGNERS.filter((_, index) => index === 0 || at % 2 === index - 1).map(signer => ({ denial, signer })),
  );

  test.each(written)('$denial by $signer: every name of a written zone', async ({ denial, signer }) => {
    const random = new Random(SEED);
    const signed = await signZone(folder, SIGNED_AREA.zone, denial, signer);
    const questions = everyType(namesFor(SIGNED_AREA.zone, SIGNED_AREA.ask));
    const few = signer === 'dnssec-signzone' ? questions : questions.filter(() => random.oneIn(4));
    const inquiries = inquiriesFor(random, few, [...OTHER_WAYS, WITH_RD]);
    judge(`${denial} by ${signer}`, await compareSigned(folder, [signed!.zone], inquiries));
  });

  test.each(DENIALS)('%s: parent and child', async denial => {
    const zones = await signFamily(folder, denial);
    const questions = everyType([...FAMILY_NAMES, ...LONELY_NAMES]);
    const inquiries = inquiriesFor(new Random(SEED), questions);
    judge(`family, ${denial}`, await compareSigned(folder, zones, inquiries));
  });

  test('random zones, each with some denial', async () => {
    const random = new Random(SEED);
    const zones: ZoneText[] = [];
    const questions: string[] = [];
    for (const zone of randomZones(random, ZONES)) {
      const result = await signZone(folder, zone, random.pick(DENIALS));
      if (result === undefined) continue;
      zones.push(result.zone);
      questions.push(...everyType(namesFor(zone)).filter(() => random.oneIn(3)));
    }
    expect(zones.length).toBeGreaterThan(ZONES / 2);
    judge(
      `seed ${SEED}, ${zones.length} zones`,
      await compareSigned(folder, zones, inquiriesFor(random, questions)),
    );
  });
});
