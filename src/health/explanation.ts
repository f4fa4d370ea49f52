// What the Extended DNS Error of a degraded pool says, within its bound.
import { MAX_EXPLANATION } from '../image/lineup.js';
import { resultToShortText, resultToText } from '../probe/result.js';
import type { Candidate } from './candidate.js';
import { outBriefly, outUntil } from './out-of-service.js';
import { isProbed } from './verdict/cause.js';
import { isLive } from './verdict/verdict.js';

type Named = Pick<Candidate, 'name' | 'target' | 'cause' | 'out' | 'downWith'>;

/** The host of a record that points to one says more than its address. */
function named({ name, target }: Named): string {
  return target === undefined ? name : `${target} (${name})`;
}

/** @param withReason whether the order of an operator is shown with its time and reason */
function short(member: Named, withReason = false): string {
  const { cause, out, downWith } = member;
  const name = named(member);
  if (out !== undefined) return `${name} ${outBriefly(out, withReason)}`;
  const who = downWith === undefined ? name : `${name} tied to ${downWith}`;
  return cause === undefined ? who : `${who} ${resultToShortText(cause)}`;
}

function isWithin(text: string): boolean {
  return Buffer.byteLength(text) <= MAX_EXPLANATION;
}

/** The text, or as much of it as has room. */
export function cutWithin(text: string): string {
  if (isWithin(text)) return text;
  const characters = [...text];
  while (!isWithin(`${characters.join('')}…`)) characters.pop();
  return `${characters.join('')}…`;
}

/** No more have room, however short their names are; a pool may have a thousand, and tell of them with each change. */
const MOST_NAMED = 64;

/** The members with all that an operator says of them if there is room for that, else in short, as many as fit. */
function listOf(head: string, members: readonly Named[], show = short): string {
  const some = members.slice(0, MOST_NAMED);
  if (some.length === members.length) {
    const whole = head + some.map(member => show(member, true)).join(', ');
    if (isWithin(whole)) return whole;
  }
  return listWithin(
    head,
    some.map(member => show(member)),
    members.length,
  );
}

/** As many of the items as fit, and how many of all do not. */
function listWithin(head: string, items: readonly string[], total: number): string {
  let text = head;
  for (const [index, item] of items.entries()) {
    const longer = `${text}${index === 0 ? '' : ', '}${item}`;
    const rest = total - index - 1;
    const tail = rest === 0 ? '' : `, and ${rest} more`;
    if (!isWithin(longer + tail)) return `${text}, and ${rest + 1} more`;
    text = longer;
  }
  const rest = total - items.length;
  return rest === 0 ? text : `${text}, and ${rest} more`;
}

/** Members that are not handed out because they are down, or an operator keeps them out. @param missing at least one */
export function explainMissing(missing: readonly Named[], total: number): string {
  if (missing.length > 1) return listOf(`${missing.length} of ${total} out: `, missing);
  const [{ cause: failure, downWith, out }] = missing;
  const name = named(missing[0]);
  if (out !== undefined) return cutWithin(`${name} is out: ${outUntil(out)}`);
  const cause = downWith === undefined ? '' : `tied to ${downWith}, `;
  return failure === undefined ? `${name} is out` : `${name} is out: ${cause}${resultToText(failure)}`;
}

/** Backups are handed out. @param missing at least one */
export function explainBackup(missing: readonly Named[], total: number): string {
  return listOf(`on backup, ${missing.length} of ${total} out: `, missing);
}

/** Drained members are handed out. @param missing at least one */
export function explainDrained(missing: readonly Named[], total: number): string {
  return listOf(`on drained members, ${missing.length} of ${total} out: `, missing);
}

/** So few are live that others take their place. @param outcome what is done, such as `, on backup` */
export function explainBelow(
  members: readonly (Named & Pick<Candidate, 'state' | 'backup'>)[],
  { live, total, below }: { readonly live: number; readonly total: number; readonly below: string },
  outcome: string,
): string {
  const lacking = members.filter(
    ({ state, out, backup }) => backup === undefined && (out !== undefined || !isLive(state)),
  );
  const head = `${live} of ${total} live, below ${below}${outcome}`;
  return lacking.length === 0 ? cutWithin(head) : listOf(`${head}: `, lacking);
}

/** So few are live that all are handed out. */
export function explainPanic(down: readonly Named[], total: number, percent: number): string {
  const head = `${total - down.length} of ${total} live, below ${percent}%, handing out all ${total} (panic): `;
  return listOf(head, down);
}

/** The first `kept` of those that are down are handed out. */
export function explainKept(down: readonly Named[], kept: number, total: number, minimum: number): string {
  const staying = new Set(down.slice(0, kept));
  const show = (member: Named) => `${short(member)}${staying.has(member) ? ' (in)' : ''}`;
  return listOf(
    `${down.length} of ${total} down, minimum-live ${minimum} keeps ${kept} of them in: `,
    down,
    show,
  );
}

/** Which members are down, and why when that is the same for all. */
function failureOf(members: readonly Named[]): string {
  if (members.some(({ out }) => out !== undefined))
    return members.length === 1
      ? 'the only member is not live and in service'
      : `none of ${members.length} members is live and in service`;
  const all = members.length === 1 ? 'the only member' : `all ${members.length} members`;
  const [{ cause }] = members;
  if (cause?.code === 'TRACK' && members.every(each => each.cause?.text === cause.text))
    return `${cause.text}, and ${all} ${members.length === 1 ? 'follows' : 'follow'} it`;
  const fail = members.every(
    ({ cause: why, downWith }) => downWith === undefined && (why === undefined || isProbed(why)),
  );
  if (members.length === 1) return `${all} ${fail ? 'fails its probe' : 'is down'}`;
  return `${all} ${fail ? 'fail their probes' : 'are down'}`;
}

/** A pool without a live member. @param outcome what is answered, such as `, handing out all of them` */
export function explainFallback(members: readonly Named[], outcome: string): string {
  return listOf(`${failureOf(members)}${outcome}: `, members);
}
