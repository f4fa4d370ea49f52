// Asks all servers about signed zones and compares: what the references agree on, and whether Rondo says the same.
import { buildQuery, type QueryOptions } from '../support/query.js';
import type { TempFolder } from '../support/temp-folder.js';
import { type Outcome, outcomeOf, outcomeText } from './outcome.js';
import { Fleet, REFERENCES, SERVERS, type ZoneText } from './servers.js';
import { essence, SIGNED_DIFFERENCES, type SignedCase } from './signed-differences.js';

/** How a question is asked. */
export interface Way {
  readonly name: string;
  readonly protocol: 'udp' | 'tcp';
  readonly options: QueryOptions;
}

const way = (name: string, protocol: 'udp' | 'tcp', options: QueryOptions): Way => ({
  name,
  protocol,
  options: { rd: false, ...options },
});

export const WITH_DO = way('DO', 'udp', { edns: { do: true } });
export const WITHOUT_DO = way('no DO', 'udp', { edns: {} });

/** Further ways, which change little or nothing. */
export const OTHER_WAYS: readonly Way[] = [
  way('DO, TCP', 'tcp', { edns: { do: true } }),
  way('no DO, TCP', 'tcp', {}),
  way('no EDNS', 'udp', { edns: false }),
  way('DO, 512 octets', 'udp', { edns: { do: true, size: 512 } }),
  way('DO, 4096 octets', 'udp', { edns: { do: true, size: 4096 } }),
  way('DO, CD, AD', 'udp', { edns: { do: true }, cd: true, ad: true }),
];

export const WITH_RD = way('DO, RD', 'udp', { edns: { do: true }, rd: true });

/** A question, `NAME TYPE`, and how to ask it. */
export interface Inquiry {
  readonly text: string;
  readonly way: Way;
}

function kindOf({ rcode, aa, tc, answer, authority }: Outcome): string {
  if (tc) return 'truncated';
  if (rcode !== 'NOERROR') return rcode;
  if (answer.length > 0) return 'data';
  return !aa && authority.some(line => line.split(' ')[2] === 'ns') ? 'referral' : 'NODATA';
}

function caseText({ text, references, rondo }: SignedCase): string {
  const answers = [...references, rondo].map((outcome, at) => `${SERVERS[at]}: ${outcomeText(outcome)}`);
  return [text, ...answers].join('\n');
}

/** Numbers of cases, and those that nothing explains. */
export class SignedTally {
  readonly failures: string[] = [];
  /** Cases by what came: data, NODATA, NXDOMAIN and so on. */
  readonly kinds = new Map<string, number>();
  readonly #verdicts = new Map<string, number>();

  add(asked: SignedCase): void {
    count(this.kinds, kindOf(asked.rondo));
    const references = asked.references.map(essence);
    const rondo = essence(asked.rondo);
    if (references.every(other => other === rondo)) count(this.#verdicts, 'as all references');
    else if (references.includes(rondo)) count(this.#verdicts, 'as some, where they differ');
    else this.#explain(asked);
  }

  #explain(asked: SignedCase): void {
    const difference = SIGNED_DIFFERENCES.find(each => each.applies(asked));
    if (difference === undefined) this.failures.push(caseText(asked));
    else count(this.#verdicts, difference.name);
  }

  toString(): string {
    return [this.kinds, this.#verdicts]
      .map(list => [...list].map(([key, n]) => `${n} ${key}`).join(', '))
      .join('; ');
  }
}

function count(map: Map<string, number>, key: string): void {
  map.set(key, (map.get(key) ?? 0) + 1);
}

/** AD and CD of a header: Rondo validates nothing (RFC 4035 §3.1.6). */
const AD_CD = 0x30;

/** Asks all servers of a fleet. @throws Error when Rondo sets AD or CD */
async function ask(
  fleet: Fleet,
  texts: readonly string[],
  how: Way,
  origins: ReadonlySet<string>,
): Promise<SignedCase[]> {
  const queries = texts.map(text => buildQuery(text, how.options));
  const answers = await Promise.all(fleet.askers.map(asker => asker[how.protocol](queries)));
  return texts.map((text, at) => {
    const bits = answers[REFERENCES.length][at]?.[3] ?? 0;
    if ((bits & AD_CD) !== 0) throw new Error(`AD or CD is set: ${text} (${how.name})`);
    const outcomes = answers.map(each => outcomeOf(each[at]));
    const references = outcomes.slice(0, REFERENCES.length);
    return { text: `${text} (${how.name})`, references, rondo: outcomes[REFERENCES.length], origins };
  });
}

/** Starts all servers with the zones, asks everything and compares. */
export async function compareSigned(
  folder: TempFolder,
  zones: readonly ZoneText[],
  inquiries: readonly Inquiry[],
): Promise<SignedTally> {
  const origins = new Set(zones.map(({ origin }) => origin));
  const ways = new Set(inquiries.map(each => each.way));
  const tally = new SignedTally();
  const fleet = await Fleet.start(folder, zones);
  try {
    for (const how of ways) {
      const texts = inquiries.filter(each => each.way === how).map(({ text }) => text);
      for (const asked of await ask(fleet, texts, how, origins)) tally.add(asked);
    }
  } finally {
    await fleet.stop();
  }
  return tally;
}
