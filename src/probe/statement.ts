// What is said of a member in a few words, as by HAProxy's agents: `up`, `drain`, `ready 75%`, `down`.

/** How a member wants to be treated while it is up, as it says itself. */
export interface Statement {
  /** Absent when it is ready. */
  readonly state?: 'drain' | 'maint';
  /** Its weight, in percent of the one that is configured; that one when absent. */
  readonly percent?: number;
}

/** What some words say. */
export interface Saying {
  readonly isUp: boolean;
  readonly statement: Statement;
  /** The words that were understood, in lower case. */
  readonly said: string;
  /** How many they are; what follows is text. */
  readonly length: number;
}

const PERCENT = /^(\d{1,5})%$/;

/** A word of one sort may stand there once. */
const SORTS: Readonly<Record<string, RegExp>> = {
  health: /^(up|down|fail|stopped)$/,
  state: /^(ready|drain|maint)$/,
  percent: PERCENT,
  // HAProxy's limit of connections, of which there are none here.
  limit: /^maxconn:\d{1,9}$/,
};

function statementBy(state: string | undefined, percent: string | undefined): Statement {
  const share = percent === undefined ? undefined : Number(PERCENT.exec(percent)?.[1]);
  const kept = state === 'drain' || state === 'maint' ? state : undefined;
  // Nothing of its weight is what drained means, in HAProxy, too.
  if (share === 0) return { state: kept ?? 'drain' };
  return {
    ...(kept === undefined ? {} : { state: kept }),
    ...(share === undefined ? {} : { percent: share }),
  };
}

/** Reads as many words as there are before one that means nothing; undefined when that is the first. */
export function sayingOf(words: readonly string[]): Saying | undefined {
  const found = new Map<string, string>();
  for (const word of words.map(each => each.toLowerCase())) {
    const sort = Object.keys(SORTS).find(each => SORTS[each].test(word));
    if (sort === undefined || found.has(sort)) break;
    found.set(sort, word);
  }
  if (found.size === 0) return undefined;
  const health = found.get('health') ?? 'up';
  return {
    isUp: health === 'up',
    statement: statementBy(found.get('state'), found.get('percent')),
    said: [...found.values()].join(' '),
    length: found.size,
  };
}

/** Words that say nothing but that all is well. */
const USUAL = ['up', 'ready', 'up ready', 'ready up'];

/** What was said with the text that goes with it, for a person; empty when there is nothing to say. */
export function sayingToText({ said }: Saying, text: string): string {
  if (USUAL.includes(said)) return text;
  return text === '' ? said : `${said}: ${text}`;
}

/** A statement as people write it: `drain`, `75%`; empty when there is nothing in it. */
export function statementToText({ state, percent }: Statement): string {
  return [state ?? '', percent === undefined ? '' : `${percent}%`].filter(Boolean).join(' ');
}
