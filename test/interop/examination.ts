// One examination: zones are loaded by all servers, all questions are asked over UDP and TCP, and the answers compared.
import { buildQuery } from '../support/query.js';
import { TempFolder } from '../support/temp-folder.js';
import { type Case, compare, type Question } from './compare.js';
import { DIFFERENCES, type Difference } from './known-differences.js';
import { outcomeOf, outcomeText } from './outcome.js';
import { Fleet, REFERENCES, SERVERS, type ZoneText } from './servers.js';

/** How the cases of an examination came out. */
export class Tally {
  cases = 0;
  /** Cases in which the references agree. */
  consensus = 0;
  agreed = 0;
  /** Of the cases in which they do not: those in which Rondo is with none of them. */
  alone = 0;
  readonly explained = new Map<Difference, number>();
  readonly failures: { readonly asked: Case; readonly text: string }[] = [];
  readonly aloneCases: Case[] = [];

  /** Counts one case. */
  see(asked: Case): void {
    this.cases++;
    const verdict = compare(asked);
    if (verdict.kind === 'divided') {
      if (!verdict.withSome) {
        this.alone++;
        if (this.aloneCases.length < 1000) this.aloneCases.push(asked);
      }
      return;
    }
    this.consensus++;
    if (verdict.kind === 'agreed') {
      this.agreed++;
      return;
    }
    const known = DIFFERENCES.find(each => each.applies(asked));
    if (known !== undefined) this.explained.set(known, (this.explained.get(known) ?? 0) + 1);
    else this.failures.push({ asked, text: verdict.parts.join(', ') });
  }

  /** The numbers in one line. */
  toString(): string {
    const explained = [...this.explained.values()].reduce((sum, count) => sum + count, 0);
    return [
      `${this.cases} cases`,
      `${this.consensus} in which the references agree: Rondo too in ${this.agreed}`,
      `${explained} explained, ${this.failures.length} not`,
      `${this.cases - this.consensus} in which they do not: Rondo with none of them in ${this.alone}`,
    ].join('; ');
  }
}

/** All answers to one question, below one another. */
export function caseText({ question, isTcp, references, rondo }: Case): string {
  const how = `${isTcp ? 'TCP' : 'UDP'}${question.hasEdns ? ', EDNS' : ''}${question.hasRd ? ', RD' : ''}`;
  const answers = [...references, rondo].map((outcome, at) => `${SERVERS[at]}: ${outcomeText(outcome)}`);
  return [`${question.text} (${how})`, ...answers].join('\n');
}

async function askAll(
  fleet: Fleet,
  questions: readonly Question[],
  isTcp: boolean,
  origins: ReadonlySet<string>,
): Promise<Case[]> {
  const queries = questions.map(({ text, hasRd, hasEdns }) =>
    buildQuery(text, { rd: hasRd, edns: hasEdns ? {} : false }),
  );
  const answers = await Promise.all(
    fleet.askers.map(asker => (isTcp ? asker.tcp(queries) : asker.udp(queries))),
  );
  return questions.map((question, at) => {
    const outcomes = answers.map(each => outcomeOf(each[at]));
    const references = outcomes.slice(0, REFERENCES.length);
    return { question, isTcp, origins, references, rondo: outcomes[REFERENCES.length] };
  });
}

/** Loads the zones, asks the questions and counts. */
export async function examine(
  zones: readonly ZoneText[],
  questions: readonly Question[],
  tally: Tally,
): Promise<void> {
  const folder = new TempFolder();
  const origins = new Set(zones.map(({ origin }) => origin));
  try {
    const fleet = await Fleet.start(folder, zones);
    try {
      for (const isTcp of [false, true])
        for (const asked of await askAll(fleet, questions, isTcp, origins)) tally.see(asked);
    } finally {
      await fleet.stop();
    }
  } finally {
    folder.remove();
  }
}
