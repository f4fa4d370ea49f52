// Rondo beside NSD, Knot and BIND with the same zones: where the three agree, Rondo must answer as they do.
import { beforeEach, describe, expect, test } from 'vitest';
import { needs } from '../support/programs.js';
import { Random } from '../support/random.js';
import { type Area, ROOT } from './area.js';
import { AREAS } from './areas.js';
import { caseText } from './case.js';
import { CLASSES } from './division-classes.js';
import { examine } from './examination.js';
import { DIFFERENCES } from './known-differences.js';
import { everyQuestion } from './questions.js';
import { randomQuestions, randomZones } from './random-zones.js';
import { REFERENCES, type ZoneText } from './servers.js';
import { shrink } from './shrink.js';
import { Tally } from './tally.js';

const SEED = Number(process.env.RONDO_INTEROP_SEED ?? 1);
const COUNT = Number(process.env.RONDO_INTEROP_COUNT ?? 6_000);

const ALONE = Number(process.env.RONDO_INTEROP_ALONE ?? 0);

/** Questions and zones for each start of the servers. */
const PER_ROUND = 3_000;
const ZONES = 50;

/** The most failures that are shown. */
const SHOWN = 10;

/** Of the random zones, how many a reference may refuse to load. */
const MAX_LEFT_OUT = 0.05;

/** Kinds of answers that every run must have many of, and how many, as a share of all. */
const KINDS = ['data', 'NODATA', 'NXDOMAIN', 'referral', 'alias'];
const MIN_SHARE = 0.02;

const missing = needs('nsd', 'knotd', 'named');

/** Zones that an answer, or the question, has a name of. */
function zonesFor(text: string, zones: readonly ZoneText[]): ZoneText[] {
  const names = ` ${text}`.toLowerCase();
  return zones.filter(({ origin }) => names.includes(`.${origin}`) || names.includes(` ${origin}`));
}

function zonesText(zones: readonly ZoneText[]): string {
  return zones.map(({ origin, text }) => `$ORIGIN ${origin}\n${text}`).join('\n');
}

/** Failures with all answers; the first with the smallest zones that show it. */
async function failuresText({ failures }: Tally, zones: readonly ZoneText[]): Promise<string> {
  if (failures.length === 0) return '';
  const [{ asked }] = failures;
  const smallest = await shrink(zonesFor(caseText(asked), zones), asked);
  const texts = failures.slice(0, SHOWN).map(each => `${each.text}: ${caseText(each.asked)}`);
  return [zonesText(smallest), ...texts, `${failures.length} failures`].join('\n\n');
}

/** Prints the numbers, and with `--alone` some cases of each class in which Rondo is with none of the references. */
function report(title: string, tally: Tally): void {
  process.stdout.write(`${title}: ${tally}\n`);
  for (const { name } of CLASSES)
    for (const { asked, text } of tally.alone.filter(each => each.text === name).slice(0, ALONE))
      process.stdout.write(`alone, ${text}: ${caseText(asked)}\n`);
}

async function examineAreas(areas: readonly Area[], tally: Tally, without?: string): Promise<void> {
  const zones = areas.flatMap(area => area.zones);
  const questions = areas.flatMap(area => area.zones.flatMap(zone => everyQuestion(zone, area)));
  const names = REFERENCES.filter(name => name !== without);
  await examine(zones, () => questions, tally, names);
}

/** An agreement about nothing is none. */
function expectManyOf(kinds: readonly string[], { kinds: counts }: Tally): void {
  const few = kinds.filter(kind => (counts.get(kind) ?? 0) < counts.total * MIN_SHARE);
  expect(few).toEqual([]);
}

describe('where NSD, Knot and BIND agree, Rondo does too', { timeout: 3_600_000 }, () => {
  beforeEach(context => context.skip(...missing));

  test('every name of the written zones', async () => {
    const tally = new Tally();
    // Zones that a reference does not load are compared with the others; the root holds all other zones.
    for (const without of [undefined, 'NSD', 'BIND']) {
      const areas = AREAS.filter(area => area.without === without);
      await examineAreas(areas, tally, without);
    }
    await examineAreas([ROOT], tally);
    report('written zones', tally);
    expect(tally.leftOut).toEqual([]);
    const zones = [...AREAS, ROOT].flatMap(area => area.zones);
    expect(await failuresText(tally, zones)).toBe('');
    expectManyOf(KINDS, tally);
    const rows = [...DIFFERENCES, ...CLASSES].map(({ name }) => name);
    expect(
      rows.filter(name => !tally.needed.includes(name)),
      'rows that no case needs',
    ).toEqual([]);
  });

  test(`random zones, seed ${SEED}, ${COUNT} questions`, async () => {
    const random = new Random(SEED);
    const tally = new Tally();
    for (let left = COUNT; left > 0; left -= PER_ROUND) {
      const zones = randomZones(random, ZONES);
      const questionsOf = (kept: readonly ZoneText[]) =>
        randomQuestions(random, kept, Math.min(left, PER_ROUND));
      await examine(zones, questionsOf, tally);
      if (tally.failures.length > 0) expect(await failuresText(tally, zones)).toBe('');
    }
    report(`seed ${SEED}`, tally);
    expect(tally.leftOut.slice(tally.zones * MAX_LEFT_OUT)).toEqual([]);
    expectManyOf(KINDS, tally);
  });
});
