// The cases of test/cases/dnssec, asked of NSD, Knot and BIND: what they expect is not Rondo's word alone.
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { type Case, type QueryStep, readCases } from '../support/case-file.js';
import { needs } from '../support/programs.js';
import { buildQuery } from '../support/query.js';
import { expectedLines } from '../support/section.js';
import { TempFolder } from '../support/temp-folder.js';
import { type Outcome, outcomeOf, outcomeText } from './outcome.js';
import { Fleet, REFERENCES, type ZoneText } from './servers.js';

const missing = needs('nsd', 'knotd', 'named');

/** Steps in which the references say something else, each with the reason, by `case: query`. */
const LOOP = 'NSD and Knot give the first link twice (against RFC 2181 §5), BIND says SERVFAIL';
const ALONE: Readonly<Record<string, string>> = {
  'dnssec/alias-loops: a.loop.example A': LOOP,
  'dnssec/alias-loops: x.c.loop.example A': LOOP,
  'dnssec/alias-loops: x.self.loop.example A': LOOP,
  'dnssec/alias-loops: q.n00.loop.example A': 'the references follow more than 16 links',
};

type AskStep = Extract<QueryStep, { query: string }>;

const dotted = (name: string) => (name.endsWith('.') ? name : `${name}.`);

function zonesOf({ origin, zone, zones = [] }: Case): ZoneText[] {
  const all = [...(zone === undefined ? [] : [{ origin, zone }]), ...zones];
  return all.flatMap(each =>
    each.zone === undefined ? [] : [{ origin: dotted(each.origin ?? ''), text: each.zone }],
  );
}

const cases = readCases(join(import.meta.dirname, '..', 'cases')).filter(
  ({ area, steps }) => area === 'dnssec' && steps !== undefined,
);

/** Cases that can be served together: no two of a batch have zones within one another. */
function batches(): Case[][] {
  const found: { origins: string[]; members: Case[] }[] = [];
  for (const each of cases) {
    const origins = zonesOf(each).map(({ origin }) => `.${origin === '.' ? '' : origin}`);
    const isApart = (other: string) => !origins.some(own => own.endsWith(other) || other.endsWith(own));
    const batch = found.find(({ origins: others }) => others.every(isApart));
    if (batch === undefined) found.push({ origins, members: [each] });
    else {
      batch.origins.push(...origins);
      batch.members.push(each);
    }
  }
  return found.map(({ members }) => members);
}

/** As {@link Outcome} has records: in lower case, without class, sorted. */
const linesOf = (text: string) =>
  expectedLines(text)
    .map(line => line.toLowerCase().replace(/^(\S+ \d+) in /, '$1 '))
    .sort();

/** Apex NS, which some add to every answer (RFC 1034 §3.7) and others leave out, do not count. */
const withoutApexNs = (lines: readonly string[], aa: boolean) =>
  lines.filter(line => !aa || !/^\S+ \d+ (?:ns |rrsig ns )/.test(line));

function expectedOf(step: AskStep): string {
  const parts = [step.rcode, step.tc && 'tc'];
  if (step.tc) return parts.join(' ');
  const aa = step.flags === undefined || / aa\b/.test(step.flags);
  const authority = step.authority === undefined ? undefined : withoutApexNs(linesOf(step.authority), aa);
  return JSON.stringify([...parts, step.answer && linesOf(step.answer), authority]);
}

/** The same of what came, as far as the step says something of it. */
function foundOf(step: AskStep, { rcode, aa, tc, answer, authority }: Outcome): string {
  const parts = [rcode, (tc || undefined) && 'tc'];
  if (tc) return parts.join(' ');
  const shown = step.authority === undefined ? undefined : withoutApexNs(authority, aa);
  return JSON.stringify([...parts, step.answer && answer, shown]);
}

/** What the references say to the steps of cases. */
class Examination {
  readonly different: string[] = [];
  asked = 0;
  /** Steps in which all references say what is expected. */
  agreed = 0;

  constructor(readonly fleet: Fleet) {}

  async ask(name: string, step: AskStep): Promise<void> {
    const { edns, ...options } = step.with ?? {};
    const query = buildQuery(step.query, { ...options, edns: edns === 'off' ? false : edns });
    const askers = this.fleet.askers.slice(0, REFERENCES.length);
    const { only = 'udp' } = step;
    const wire = only === 'stream' ? 'tcp' : only;
    const answers = await Promise.all(askers.map(asker => asker[wire]([query])));
    const outcomes = answers.map(([answer]) => outcomeOf(answer));
    const found = outcomes.map(outcome => foundOf(step, outcome));
    const expected = expectedOf(step);
    const title = `${name}: ${step.query}`;
    this.asked++;
    if (found.every(each => each === expected)) this.agreed++;
    if (found.includes(expected) || title in ALONE) return;
    const shown = outcomes.map((outcome, at) => `${REFERENCES[at]}: ${outcomeText(outcome)}`);
    this.different.push([title, expected, ...shown].join('\n'));
  }
}

describe('the cases of signed zones', { timeout: 120_000 }, () => {
  beforeEach(context => context.skip(...missing));

  test.each(batches().map(members => ({ members, names: members.map(({ name }) => name).join(', ') })))(
    'at least one reference answers as expected: $names',
    async ({ members }) => {
      const folder = new TempFolder();
      const fleet = await Fleet.start(folder, members.flatMap(zonesOf));
      const examination = new Examination(fleet);
      try {
        for (const { name, steps = [] } of members)
          for (const step of steps) if ('query' in step) await examination.ask(name, step);
      } finally {
        await fleet.stop();
        folder.remove();
      }
      const { asked, agreed, different } = examination;
      process.stdout.write(`${asked} steps, in ${agreed} of them all references say what is expected\n`);
      expect(different.join('\n\n')).toBe('');
    },
  );
});
