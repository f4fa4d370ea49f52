// What an answer has to be behind an alias into another zone: the references end there, so they are asked for the target as well.
import { type Case, nameOf, originOf, type Question, typeOf } from './case.js';
import type { Outcome } from './outcome.js';

/** The most links that are followed; more than any server does. */
const MAX_SEQUELS = 20;

/** The CNAMEs of a chain, in order. */
export function aliasesOf(chain: readonly string[]): { owner: string; target: string }[] {
  return chain
    .map(record => record.split(' '))
    .filter(([, , type]) => type === 'cname')
    .map(([owner, , , target]) => ({ owner, target }));
}

/** Whether one of the aliases leads from one zone of the servers into another. */
export function leavesZone(
  { question, zones }: Pick<Case, 'question' | 'zones'>,
  chain: readonly string[],
): boolean {
  const type = typeOf(question);
  return aliasesOf(chain).some(({ owner, target }) => {
    const next = originOf(target, type, zones);
    return next !== undefined && next !== originOf(owner, type, zones);
  });
}

/** The name in another zone that an answer ends with, where Rondo goes on; undefined when there is none. */
function targetElsewhere(
  asked: Case,
  { rcode, tc, aa, answer, authority, chain }: Outcome,
): string | undefined {
  const { question } = asked;
  if (!question.hasRd || typeOf(question) === 'CNAME' || typeOf(question) === 'ANY') return undefined;
  // With more than the chain the answer is complete.
  if (tc || !aa || rcode !== 'NOERROR' || authority.length > 0 || answer.length > chain.length)
    return undefined;
  const aliases = aliasesOf(chain);
  const target = aliases.at(-1)?.target;
  const passed = [nameOf(question).toLowerCase(), ...aliases.map(({ owner }) => owner)];
  if (target === undefined || passed.includes(target)) return undefined;
  return leavesZone(asked, chain.slice(-1)) ? target : undefined;
}

/** An answer, and behind it the answer about the target: each RRset once (RFC 2181 §5). */
function joined(first: Outcome, next: Outcome): Outcome {
  const { rcode, authority, additional } = next;
  return {
    ...first,
    rcode,
    authority,
    additional,
    answer: [...new Set([...first.answer, ...next.answer])].sort(),
    chain: [...new Set([...first.chain, ...next.chain])],
  };
}

/**
 * The cases with what each reference says about the target of an alias into another zone put behind, again and again until the end.
 * @param ask asks the references over TCP
 */
export async function followedReferences(
  cases: readonly Case[],
  ask: (questions: readonly Question[]) => Promise<Outcome[][]>,
): Promise<Case[]> {
  const now = [...cases];
  for (let round = 0; round < MAX_SEQUELS; round++) {
    const open = now.flatMap((asked, at) =>
      asked.references.flatMap((outcome, who) => {
        const target = targetElsewhere(asked, outcome);
        return target === undefined ? [] : [{ at, who, target }];
      }),
    );
    if (open.length === 0) break;
    const outcomes = await ask(
      open.map(({ at, target }) => ({ ...now[at].question, text: `${target} ${typeOf(now[at].question)}` })),
    );
    open.forEach(({ at, who }, index) => {
      const { references, sequels } = now[at];
      const whole = joined(references[who], outcomes[index][who]);
      now[at] = { ...now[at], references: references.with(who, whole), sequels: sequels + 1 };
    });
  }
  return now;
}
