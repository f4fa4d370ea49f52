// Rondo beside NSD, Knot and BIND with the same zones: where the three agree, Rondo must answer as they do.
import { beforeEach, describe, expect, test } from 'vitest';
import { needs } from '../support/programs.js';
import { AREAS } from './areas.js';
import { caseText, examine, Tally } from './examination.js';
import { everyQuestion } from './questions.js';
import { Random } from './random.js';
import { randomQuestions, randomZones } from './random-zones.js';
import type { ZoneText } from './servers.js';
import { shrink } from './shrink.js';

const SEED = Number(process.env.RONDO_INTEROP_SEED ?? 1);
const COUNT = Number(process.env.RONDO_INTEROP_COUNT ?? 6_000);

/** Questions and zones for each start of the servers. */
const PER_ROUND = 3_000;
const ZONES = 50;

/** The most failures that are shown. */
const SHOWN = 10;

const missing = needs('nsd', 'knotd', 'named');

/** Zones that an answer, or the question, has a name of. */
function zonesFor(text: string, zones: readonly ZoneText[]): ZoneText[] {
  return zones.filter(({ origin }) => ` ${text}`.toLowerCase().match(`[ .]${origin.replaceAll('.', '\\.')}`));
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

/** The numbers, and on demand the cases in which Rondo is with none of the references. */
function report(title: string, tally: Tally): void {
  process.stdout.write(`${title}: ${tally}\n`);
  const limit = Number(process.env.RONDO_INTEROP_ALONE ?? 0);
  for (const asked of tally.aloneCases.slice(0, limit)) process.stdout.write(`alone: ${caseText(asked)}\n`);
}

describe('where NSD, Knot and BIND agree, Rondo does too', { timeout: 3_600_000 }, () => {
  beforeEach(context => context.skip(...missing));

  test('every name of the written zones', async () => {
    const zones = AREAS.flatMap(area => area.zones);
    const tally = new Tally();
    const questions = AREAS.flatMap(area => area.zones.flatMap(zone => everyQuestion(zone, area.ask)));
    await examine(zones, questions, tally);
    report('written zones', tally);
    expect(await failuresText(tally, zones)).toBe('');
  });

  test(`random zones, seed ${SEED}, ${COUNT} questions`, async () => {
    const random = new Random(SEED);
    const tally = new Tally();
    for (let left = COUNT; left > 0; left -= PER_ROUND) {
      const zones = randomZones(random, ZONES);
      await examine(zones, randomQuestions(random, zones, Math.min(left, PER_ROUND)), tally);
      if (tally.failures.length > 0) expect(await failuresText(tally, zones)).toBe('');
    }
    report(`seed ${SEED}`, tally);
  });
});
