// What is known of each secondary that is told of new versions: what it was sent, what it replied, and since when it does not.
import { RCODE, rcodeToText } from '../dns/constants.js';
import { plural } from '../view/plural.js';
import { heldText } from '../view/told-secondaries.js';
import { type AskedServer, serverText } from './asking.js';
import type { Lack } from './version-checks.js';

/** Who has not replied for so long does not reply; until then an answer may be on its way, or a message lost. */
const SILENT_MS = 5_000;
/** A secondary may refuse so many zones, or lack versions of them, that are told apart; of further ones none is remembered. */
const MAX_ZONES = 1_000;
/** What a reply is counted as whose signature does not prove that the secondary has sent it. */
export const UNPROVEN = 'unproven';

/** What is wrong with a secondary, for people: the text goes on from its name. */
export interface NotifyFailure {
  readonly text: string;
  /** Of which zone; undefined when it is about all. */
  readonly zone: string | undefined;
  readonly sinceMs: number;
}

function lackText({ acknowledged, serial }: Lack): string {
  return `took note of serial ${acknowledged}, but ${heldText(serial)}: its log says why it gets no newer one`;
}

/** A reply as it is taken down. */
interface NotedReply {
  readonly zone: string;
  /** The response code as text, or {@link UNPROVEN}. */
  readonly what: string;
  /** Why it is no acknowledgement; undefined when it is. */
  readonly text: string | undefined;
  readonly nowMs: number;
}

/** One secondary; counts since it is told. */
export class NotifyState {
  sent = 0;
  /** Replies by response code, with {@link UNPROVEN} beside. */
  readonly replies = new Map<string, number>([[rcodeToText(RCODE.NOERROR), 0]]);
  /** Versions that it was told of without a reply, until somebody should know. */
  givenUp = 0;
  /** `ADDRESS:PORT`. */
  readonly name: string;
  /** When the first message was sent that nothing has come back for; undefined when a reply came since. */
  #silentSinceMs: number | undefined;
  #unansweredTries = 0;
  #unsent: NotifyFailure | undefined;
  /** By zone. */
  readonly #refused = new Map<string, NotifyFailure>();
  readonly #lacks = new Map<string, Lack>();

  constructor(name: string) {
    this.name = name;
  }

  tell(nowMs: number): void {
    this.sent++;
    this.#unansweredTries++;
    this.#silentSinceMs ??= nowMs;
    this.#unsent = undefined;
  }

  /** This machine could not send it. */
  fail(text: string, nowMs: number): void {
    this.#unsent = { text, zone: undefined, sinceMs: this.#silentSinceMs ?? nowMs };
  }

  reply({ zone, what, text, nowMs }: NotedReply): void {
    this.replies.set(what, (this.replies.get(what) ?? 0) + 1);
    this.#silentSinceMs = undefined;
    this.#unansweredTries = 0;
    if (text === undefined) this.#refused.delete(zone);
    else if (this.#refused.size < MAX_ZONES || this.#refused.has(zone))
      this.#refused.set(zone, { text, zone, sinceMs: this.#refused.get(zone)?.sinceMs ?? nowMs });
  }

  /** Versions that it took note of and does not have, by zone. */
  get lacks(): ReadonlyMap<string, Lack> {
    return this.#lacks;
  }

  /** Takes down what it lacks of a zone. @returns that in words that go on from its name; undefined when it lacks nothing */
  lack(zone: string, lack: Lack | undefined): string | undefined {
    if (lack === undefined) this.#lacks.delete(zone);
    else if (this.#lacks.size < MAX_ZONES || this.#lacks.has(zone)) this.#lacks.set(zone, lack);
    return lack && lackText(lack);
  }

  /** What is wrong; undefined when nothing is. @param nowMs on the clock that counts */
  failureAt(nowMs: number): NotifyFailure | undefined {
    if (this.#unsent !== undefined) return this.#unsent;
    const sinceMs = this.#silentSinceMs;
    if (sinceMs !== undefined && nowMs - sinceMs >= SILENT_MS) {
      const tries = plural(this.#unansweredTries, 'NOTIFY');
      const text = `has not replied to ${tries}: is it up, and can this server reach its port?`;
      return { text, zone: undefined, sinceMs };
    }
    const [refused] = this.#refused.values();
    if (refused !== undefined) return refused;
    for (const [zone, lack] of this.#lacks) return { text: lackText(lack), zone, sinceMs: lack.sinceMs };
    return undefined;
  }
}

/** What is known of all of them. */
export interface NotifyKnowledge {
  readonly states: Pick<NotifyStates, 'all'>;
  /** Zones that they have not acknowledged, for each secondary again. */
  readonly waiting: number;
  /** Versions that they were not told of, since too many were waiting. */
  readonly dropped: number;
}

export class NotifyStates {
  /** By address and port: with another key it is the same server. */
  readonly #all = new Map<string, NotifyState>();

  get all(): readonly NotifyState[] {
    return [...this.#all.values()];
  }

  of(target: AskedServer): NotifyState {
    const name = serverText(target);
    const known = this.#all.get(name) ?? new NotifyState(name);
    this.#all.set(name, known);
    return known;
  }

  /** Has these alone. */
  keep(targets: readonly AskedServer[]): void {
    const names = new Set(targets.map(serverText));
    for (const name of this.#all.keys()) if (!names.has(name)) this.#all.delete(name);
    for (const target of targets) this.of(target);
  }
}
