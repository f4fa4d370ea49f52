// One message: what placeholders of its body stand for, and what programs find in their environment.
import { printable } from '../source/printable.js';
import { rfc3339 } from '../time/rfc3339.js';
import { EVENT, type EventName, isBadEvent, kindOfEvent } from '../view/event-names.js';
import { VERSION } from '../view/version.js';
import type { Batch, Entry } from './gathering.js';
import { topicOf } from './notice.js';
import type { ReceiverSpec } from './receiver.js';
import { bodyOf, type Values } from './template.js';

/** The most events that a message lists, those that are lines of a text, and those that the summary names. */
const MAX_LISTED = 100;
const MAX_LINES = 20;
const MAX_NAMED = 3;
/** The longest text of one event, and the longest summary, in characters. */
const MAX_TEXT = 500;
const MAX_SUMMARY = 1_000;
const DAY_MS = 86_400_000;

export interface Message {
  /** The same for each try. */
  readonly id: string;
  readonly body: string;
  readonly contentType: string;
  /** How many events it tells of. */
  readonly events: number;
  /** For programs. */
  readonly environment: Readonly<Record<string, string>>;
}

/** What a message is made with. */
export interface MessageOrigin {
  readonly id: string;
  readonly host: string;
  /** Milliseconds since 1970. */
  readonly wallMs: number;
}

const severity = (name: EventName) => (isBadEvent(name) ? 'bad' : 'good');

/** Kinds that are counted in the plural. */
const COUNTED: readonly string[] = ['backend', 'pool', 'upstream', 'source'];
/** What is said in place of the rest of a name. */
const WORDS: Partial<Record<EventName, string>> = {
  [EVENT.POOL_FALLBACK]: 'on another pool',
  [EVENT.POOL_BACKUP]: 'on backups',
  [EVENT.POOL_DRAINED]: 'on drained members',
};

/** `1 pool open`, `3 backends down`. */
function countText(name: EventName, count: number): string {
  const kind = kindOfEvent(name);
  const noun = count > 1 && COUNTED.includes(kind) ? `${kind}s` : kind;
  return `${count} ${noun} ${WORDS[name] ?? name.slice(kind.length + 1).replaceAll('-', ' ')}`;
}

function countsText(counts: Batch['counts']): string {
  const sorted = [...counts].sort(
    ([one, a], [other, b]) => Number(isBadEvent(other)) - Number(isBadEvent(one)) || b - a,
  );
  return sorted.map(([name, count]) => countText(name, count)).join(', ');
}

function lineOf({ notice, changes }: Entry): string {
  const often = changes > 1 ? ` (${changes} changes)` : '';
  return printable(notice.text, MAX_TEXT) + often;
}

function summaryOf({ counts, isQuiet }: Batch, listed: readonly Entry[], things: number): string {
  const quiet = isQuiet ? 'all is in order again: ' : '';
  if (things === 1 && listed.length === 1) return `${quiet}${lineOf(listed[0])}`;
  const named = listed.slice(0, MAX_NAMED).map(({ notice }) => notice.subject);
  const more = things - named.length;
  const names = [...named, ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
  return printable(`${quiet}${countsText(counts)}: ${names}`, MAX_SUMMARY);
}

function eventValues({ notice, wallMs, changes }: Entry): Values {
  const { name, subject, pools = [] } = notice;
  return {
    event: name,
    status: severity(name),
    topic: topicOf(name),
    subject,
    pool: pools[0] ?? '',
    pools: pools.slice(0, MAX_LINES),
    text: printable(notice.text, MAX_TEXT),
    time: rfc3339(wallMs),
    until: rfc3339(isBadEvent(name) ? wallMs + DAY_MS : wallMs),
    changes,
  };
}

/** What a list of events shows: all but what is of use in templates alone. */
function shown({ event, status, subject, pools, text, time, changes }: Values): Values {
  return { event, status, subject, pools, text, time, changes };
}

/** As Slack wants it, lest a text calls everybody. */
function forSlack(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/** What is said of a batch, whatever the body. */
interface Told {
  readonly status: string;
  readonly summary: string;
  readonly text: string;
  /** Those that are listed, bad news first. */
  readonly listed: readonly Entry[];
  /** Events that are not listed. */
  readonly more: number;
}

function told(batch: Batch): Told {
  const things = [...batch.counts.values()].reduce((sum, count) => sum + count, 0);
  const isBad = ({ notice }: Entry) => isBadEvent(notice.name);
  const ordered = [...batch.entries.filter(isBad), ...batch.entries.filter(entry => !isBad(entry))];
  const listed = ordered.slice(0, MAX_LISTED);
  const summary = summaryOf(batch, listed, things);
  const lines = listed.slice(0, MAX_LINES).map(entry => `- ${lineOf(entry)}`);
  const rest = things > lines.length ? [`- and ${things - lines.length} more`] : [];
  const hasBad = [...batch.counts.keys()].some(isBadEvent);
  return {
    status: hasBad ? 'bad' : batch.isQuiet ? 'quiet' : 'good',
    summary,
    text: things === 1 ? summary : [summary, ...lines, ...rest].join('\n'),
    listed,
    more: things - listed.length,
  };
}

export function messageOf(
  batch: Batch,
  { name: receiver, body }: Pick<ReceiverSpec, 'name' | 'body'>,
  { id, host, wallMs }: MessageOrigin,
): Message {
  const { status, summary, text, listed, more } = told(batch);
  const { events: count, open } = batch;
  const events = listed.map(eventValues);
  const counts = Object.fromEntries(batch.counts);
  const said = { summary, text, slack: forSlack(text), status, count, open, counts };
  const own = { receiver, host, version: VERSION, time: rfc3339(wallMs), id };
  const values: Values = { ...said, ...own, events: events.map(shown), more };
  const [first] = listed;
  return {
    id,
    body: bodyOf(body, values, events),
    contentType: 'json' in body ? 'application/json' : 'text/plain; charset=utf-8',
    events: count,
    environment: {
      RONDO_STATUS: status,
      RONDO_SUMMARY: summary,
      RONDO_COUNT: String(count),
      RONDO_OPEN: String(open),
      RONDO_EVENT: first?.notice.name ?? '',
      RONDO_SUBJECT: first?.notice.subject ?? '',
      RONDO_POOL: first?.notice.pools?.[0] ?? '',
      RONDO_ID: id,
      RONDO_HOST: host,
      RONDO_RECEIVER: receiver,
    },
  };
}
