// What the Extended DNS Error of a degraded pool says, within its bound.
import { MAX_EXPLANATION } from '../image/lineup.js';
import { resultToShortText, resultToText } from '../probe/result.js';
import { type Candidate, isOut, outOfService } from './candidate.js';
import { isProbed } from './cause.js';

type Named = Pick<Candidate, 'name' | 'target' | 'lastFailure' | 'admin' | 'isTold' | 'downWith'>;

/** The host of a record that points to one says more than its address. */
function named({ name, target }: Named): string {
  return target === undefined ? name : `${target} (${name})`;
}

function short(member: Named): string {
  const { lastFailure, admin = 'ready', downWith } = member;
  const name = named(member);
  if (admin !== 'ready') return `${name} ${admin}`;
  const who = downWith === undefined ? name : `${name} tied to ${downWith}`;
  return lastFailure === undefined ? who : `${who} ${resultToShortText(lastFailure)}`;
}

/** As many of the items as fit, and how many do not. */
function listWithin(head: string, items: readonly string[]): string {
  let text = head;
  for (const [index, item] of items.entries()) {
    const longer = `${text}${index === 0 ? '' : ', '}${item}`;
    const rest = items.length - index - 1;
    const tail = rest === 0 ? '' : `, and ${rest} more`;
    if (Buffer.byteLength(longer + tail) > MAX_EXPLANATION) return `${text}, and ${rest + 1} more`;
    text = longer;
  }
  return text;
}

/** Members that are not handed out because they are down, or an operator keeps them out. @param missing at least one */
export function explainMissing(missing: readonly Named[], total: number): string {
  if (missing.length > 1) return listWithin(`${missing.length} of ${total} out: `, missing.map(short));
  const [{ lastFailure, downWith }] = missing;
  const name = named(missing[0]);
  const service = outOfService(missing[0]);
  if (service !== undefined) return `${name} is out: ${service}`;
  const cause = downWith === undefined ? '' : `tied to ${downWith}, `;
  return lastFailure === undefined
    ? `${name} is out`
    : `${name} is out: ${cause}${resultToText(lastFailure)}`;
}

/** Backups are handed out. @param missing at least one */
export function explainBackup(missing: readonly Named[], total: number): string {
  return listWithin(`on backup, ${missing.length} of ${total} out: `, missing.map(short));
}

/** Drained members are handed out. @param missing at least one */
export function explainDrained(missing: readonly Named[], total: number): string {
  return listWithin(`on drained members, ${missing.length} of ${total} out: `, missing.map(short));
}

/** So few are live that all are handed out. */
export function explainPanic(down: readonly Named[], total: number, percent: number): string {
  const head = `${total - down.length} of ${total} live, below ${percent}%, handing out all ${total} (panic): `;
  return listWithin(head, down.map(short));
}

/** The first `kept` of those that are down are handed out. */
export function explainKept(down: readonly Named[], kept: number, total: number, minimum: number): string {
  const items = down.map((member, index) => (index < kept ? `${short(member)} (in)` : short(member)));
  return listWithin(
    `${down.length} of ${total} down, minimum-live ${minimum} keeps ${kept} of them in: `,
    items,
  );
}

/** Which members are down, and why when that is the same for all. */
function failureOf(members: readonly Named[]): string {
  if (members.some(isOut)) return `none of ${members.length} members is live and in service`;
  const all = members.length === 1 ? 'the only member' : `all ${members.length} members`;
  const [{ lastFailure }] = members;
  if (lastFailure?.code === 'TRACK' && members.every(each => each.lastFailure?.text === lastFailure.text))
    return `${lastFailure.text}, and ${all} ${members.length === 1 ? 'follows' : 'follow'} it`;
  const fail = members.every(
    ({ lastFailure: why, downWith }) => downWith === undefined && (why === undefined || isProbed(why)),
  );
  if (members.length === 1) return `${all} ${fail ? 'fails its probe' : 'is down'}`;
  return `${all} ${fail ? 'fail their probes' : 'are down'}`;
}

/** A pool without a live member. @param outcome what is answered, such as `, handing out all of them` */
export function explainFallback(members: readonly Named[], outcome: string): string {
  return listWithin(`${failureOf(members)}${outcome}: `, members.map(short));
}
