// What is told to receivers: one event, what it is about, and in one line what has happened.
import { EVENT, type EventName } from '../view/event-names.js';

export interface Notice {
  readonly name: EventName;
  /** What it is about: a backend, a pool, an upstream; the same text in what begins and what ends. */
  readonly subject: string;
  /** The names of pools, as in `app.local A`. */
  readonly pools?: readonly string[];
  /** The names of zones. */
  readonly zones?: readonly string[];
  /** One line for a person. */
  readonly text: string;
  /** It follows from the first results of a backend. */
  readonly isFirst?: boolean;
}

/** What a name begins or ends. Names without a topic do neither. */
interface Turn {
  readonly topic: string;
  readonly opens: boolean;
}

const TURNS: Partial<Record<EventName, Turn>> = {
  [EVENT.BACKEND_DOWN]: { topic: 'backend', opens: true },
  [EVENT.BACKEND_FLAPPING]: { topic: 'backend', opens: true },
  [EVENT.BACKEND_UP]: { topic: 'backend', opens: false },
  [EVENT.POOL_DOWN]: { topic: 'pool', opens: true },
  [EVENT.POOL_OPEN]: { topic: 'pool', opens: true },
  [EVENT.POOL_FALLBACK]: { topic: 'pool', opens: true },
  [EVENT.POOL_BACKUP]: { topic: 'pool', opens: true },
  [EVENT.POOL_DRAINED]: { topic: 'pool', opens: true },
  [EVENT.POOL_UP]: { topic: 'pool', opens: false },
  [EVENT.PROBER_SUSPECT]: { topic: 'prober', opens: true },
  [EVENT.PROBER_TRUSTED]: { topic: 'prober', opens: false },
  [EVENT.PROBER_LATE]: { topic: 'late', opens: true },
  [EVENT.PROBER_IN_TIME]: { topic: 'late', opens: false },
  [EVENT.UPSTREAM_DOWN]: { topic: 'upstream', opens: true },
  [EVENT.UPSTREAM_UP]: { topic: 'upstream', opens: false },
  [EVENT.UPSTREAM_UNRESOLVED]: { topic: 'lookup', opens: true },
  [EVENT.UPSTREAM_RESOLVED]: { topic: 'lookup', opens: false },
  [EVENT.SOURCE_FAILING]: { topic: 'source', opens: true },
  [EVENT.SOURCE_WORKING]: { topic: 'source', opens: false },
  [EVENT.TRANSFER_FAILING]: { topic: 'transfer', opens: true },
  [EVENT.TRANSFER_EXPIRED]: { topic: 'transfer', opens: true },
  [EVENT.TRANSFER_WORKING]: { topic: 'transfer', opens: false },
  [EVENT.RELOAD_FAILED]: { topic: 'reload', opens: true },
  [EVENT.RELOAD_DONE]: { topic: 'reload', opens: false },
  [EVENT.RELOAD_FAULTS]: { topic: 'faults', opens: true },
  [EVENT.RELOAD_CORRECTED]: { topic: 'faults', opens: false },
};

/** The topic of an event, by which what ends is joined to what began. */
export function topicOf(name: EventName): string {
  return TURNS[name]?.topic ?? name;
}

/** Whether a trouble begins or ends with it; undefined when neither does. */
export function opensTrouble(name: EventName): boolean | undefined {
  return TURNS[name]?.opens;
}

/** The same for all events about one thing. */
export function keyOf({ name, subject }: Pick<Notice, 'name' | 'subject'>): string {
  return `${topicOf(name)} ${subject}`;
}
