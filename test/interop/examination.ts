// One examination: zones are loaded by all servers, all questions are asked over UDP and TCP, and the answers compared.
import { TempFolder } from '../support/temp-folder.js';
import type { Asker } from './asker.js';
import { type Case, type Question, queryOf, sizeLimit } from './case.js';
import { type Outcome, outcomeOf } from './outcome.js';
import { ownersOf } from './questions.js';
import { followedReferences } from './sequel.js';
import { Fleet, REFERENCES, SERVERS, type ZoneText } from './servers.js';
import type { Tally } from './tally.js';

/** What the servers answer to every question, in the order of the servers. */
async function outcomesOf(
  askers: readonly Asker[],
  questions: readonly Question[],
  isTcp: boolean,
): Promise<Outcome[][]> {
  const queries = questions.map(queryOf);
  const answers = await Promise.all(askers.map(asker => (isTcp ? asker.tcp(queries) : asker.udp(queries))));
  return questions.map((_, at) => answers.map(each => outcomeOf(each[at])));
}

/** The cases of both protocols. */
async function askAll(
  askers: readonly Asker[],
  questions: readonly Question[],
  { names, zones }: Pick<Case, 'names' | 'zones'>,
): Promise<Case[]> {
  const cases: Case[] = [];
  for (const isTcp of [true, false])
    for (const [at, outcomes] of (await outcomesOf(askers, questions, isTcp)).entries()) {
      const [references, rondo] = [outcomes.slice(0, -1), outcomes.at(-1)!];
      cases.push({ question: questions[at], isTcp, names, zones, references, sequels: 0, rondo });
    }
  const followed = await followedReferences(cases, further => outcomesOf(askers.slice(0, -1), further, true));
  // What is put together has no size of its own: it may be truncated where Rondo's whole answer is too long.
  return followed.map((asked, at) => {
    const whole = cases[at % questions.length].rondo;
    const mayTruncate = asked.sequels > 0 && asked.rondo.tc && whole.octets > sizeLimit(asked);
    return mayTruncate ? { ...asked, references: asked.references.map(truncated) } : asked;
  });
}

/** As a message that did not fit: its sections are not looked at. */
const truncated = (outcome: Outcome): Outcome => ({ ...outcome, tc: true, flags: [...outcome.flags, 'tc'] });

/** Starts the servers with all zones that Rondo and these references load. */
async function startWithAll(
  folder: TempFolder,
  zones: readonly ZoneText[],
  names: readonly string[],
  tally: Tally,
): Promise<{ fleet: Fleet; kept: readonly ZoneText[] }> {
  const fleet = await Fleet.start(folder, zones);
  const refusedBy = ({ origin }: ZoneText) =>
    SERVERS.filter(
      (name, at) => (name === 'Rondo' || names.includes(name)) && fleet.refused[at].includes(origin),
    );
  const kept = zones.filter(zone => refusedBy(zone).length === 0);
  if (kept.length === zones.length) return { fleet, kept };
  await fleet.stop();
  for (const zone of zones)
    if (!kept.includes(zone)) tally.leftOut.push(`${zone.origin} by ${refusedBy(zone).join(' and ')}`);
  return startWithAll(folder, kept, names, tally);
}

/**
 * Loads the zones, asks the questions about those that the servers load, and counts.
 * @param names the references that take part
 */
export async function examine(
  zones: readonly ZoneText[],
  questionsOf: (kept: readonly ZoneText[]) => readonly Question[],
  tally: Tally,
  names: readonly string[] = REFERENCES,
): Promise<void> {
  const folder = new TempFolder();
  try {
    tally.zones += zones.length;
    const { fleet, kept } = await startWithAll(folder, zones, names, tally);
    try {
      const owners = new Map(kept.map(zone => [zone.origin, new Set(ownersOf(zone))]));
      const askers = fleet.askers.filter((_, at) => SERVERS[at] === 'Rondo' || names.includes(SERVERS[at]));
      for (const asked of await askAll(askers, questionsOf(kept), { names, zones: owners })) tally.see(asked);
    } finally {
      await fleet.stop();
    }
  } finally {
    folder.remove();
  }
}
