// The state file: what operators said about members and what they planned, kept across restarts.
import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { SocketAddress } from '../config/socket-address.js';
import { type AdminOverride, keyOf, MAX_OVERRIDES } from '../health/admin-override.js';
import { fileStamp } from '../source/file-stamp.js';
import { printable } from '../source/printable.js';
import { strangerAt } from '../source/strangers.js';
import { readWholeJson, writeWhole } from '../source/whole-file.js';
import type { Clock } from '../time/clock.js';
import { momentOf, momentText, rfc3339 } from '../time/rfc3339.js';
import { atOnce, mapped, type Steps } from '../time/turns.js';
import { ADMIN_STATES, MAX_BY, MAX_REASON, MAX_WEIGHT } from '../view/admin-limits.js';
import { MAX_PLANS, PLAN_OUTCOME, type Plan } from './plan.js';

/** The longest file that is read. */
const MAX_MIB = 16;
/** The longest text that is kept of a plan, in characters. */
const MAX_NAME = 1_400;

const moment = z.iso.datetime({ offset: true }).transform(text => Date.parse(text));
const member = z.object({
  pool: z.string(),
  address: z.string(),
  state: z.enum(ADMIN_STATES),
  weight: z.number().int().min(0).max(MAX_WEIGHT).optional(),
  since: moment,
  until: moment.optional(),
  reason: z.string().optional(),
  by: z.string().optional(),
  plan: z.number().int().optional(),
  get under(): z.ZodOptional<typeof member> {
    return member.optional();
  },
});
const plan = z.object({
  id: z.number().int().min(1),
  state: z.enum(['drain', 'maint']),
  members: z.array(z.string()),
  pool: z.string().optional(),
  from: moment,
  until: moment,
  reason: z.string().optional(),
  by: z.string().optional(),
  force: z.boolean().optional(),
  outcome: z.enum(Object.values(PLAN_OUTCOME)).optional(),
  why: z.string().optional(),
});
const file = z.object({
  version: z.literal(1),
  members: z.array(member).max(MAX_OVERRIDES),
  plans: z.array(plan).max(MAX_PLANS).optional(),
});

/** What a state file keeps. */
export interface Kept {
  readonly overrides: readonly AdminOverride[];
  readonly plans: readonly Plan[];
}

/**
 * The folder for this user: where systemd says, else /var/lib/rondo for root, else below XDG_STATE_HOME or
 * ~/.local/state.
 */
function stateFolder(env: NodeJS.ProcessEnv, uid: number): string {
  const [given] = (env.STATE_DIRECTORY ?? '').split(':');
  if (given !== '') return given;
  if (uid === 0) return '/var/lib/rondo';
  const { XDG_STATE_HOME: own } = env;
  return join(own === undefined || own === '' ? join(homedir(), '.local', 'state') : own, 'rondo');
}

/**
 * Where a server keeps its state: one file for each address that servers answer on, so that the next one there
 * finds it.
 * @param wanted as the configuration has it: undefined for nowhere, empty for the usual place
 * @returns undefined for nowhere: also for a server on a port that is another one each time
 */
export function stateFileOf(
  wanted: string | undefined,
  [first]: readonly SocketAddress[],
  env: NodeJS.ProcessEnv = process.env,
  uid = process.getuid?.() ?? 0,
): string | undefined {
  if (wanted !== '') return wanted;
  if (first === undefined || first.port === 0) return undefined;
  return join(stateFolder(env, uid), `${first.address.replace(/[:%]/g, '-')}_${first.port}.json`);
}

/** All that is kept, each by what tells it from others. */
type Entries = ReadonlyMap<string, AdminOverride | Plan>;

const isPlan = (entry: AdminOverride | Plan): entry is Plan => 'id' in entry;

function* entriesOf({ overrides, plans }: Kept): Steps<Entries> {
  const entries = new Map<string, AdminOverride | Plan>();
  yield* mapped(overrides, each => entries.set(keyOf(each.pool, each.address), each));
  for (const each of plans) entries.set(`plan ${each.id}`, each);
  return entries;
}

function keptOf(entries: readonly (AdminOverride | Plan)[]): Kept {
  return {
    overrides: entries.flatMap(each => (isPlan(each) ? [] : each)),
    plans: entries.filter(isPlan),
  };
}

/** The state file of one server. Another one may have the same: neither takes away what the other has written. */
export class StateFile {
  readonly #path: string;
  readonly #clock: Clock;
  /** What this server has read or written last. */
  #known: Entries = new Map();
  /** What stood in the file when this server wrote it last, and which file that was. */
  #left: { readonly there: Entries; readonly stamp: string } | undefined;

  constructor(path: string, clock: Clock) {
    this.#path = path;
    this.#clock = clock;
  }

  /**
   * What was kept; nothing when there is no such file.
   * @throws Error when it cannot be read, or is none of these, or when others could have written it
   */
  read(): Kept {
    const stranger = strangerAt(this.#path);
    if (stranger !== undefined) throw new Error(`${stranger.text}, and so what stands in ${this.#path}`);
    const there = readState(this.#path, this.#clock) ?? { overrides: [], plans: [] };
    this.#known = atOnce(entriesOf(there));
    return there;
  }

  /** Writes the file whole or not at all. @param own all that is in force here @throws Error */
  *write(own: Kept): Steps<void> {
    const entries = yield* entriesOf(own);
    const there = yield* this.#present();
    const kept = there === undefined ? own : keptOf(yield* this.#merged(entries, there));
    if (kept.overrides.length > MAX_OVERRIDES)
      throw new Error(`${this.#path} would have over ${MAX_OVERRIDES} members`);
    if (kept.plans.length > MAX_PLANS) throw new Error(`${this.#path} would have over ${MAX_PLANS} plans`);
    const text = yield* stateText(kept, this.#clock);
    const left = yield* entriesOf(kept);
    writeWhole(this.#path, text);
    this.#known = entries;
    const stamp = stampOf(this.#path);
    this.#left = stamp === undefined ? undefined : { there: left, stamp };
  }

  /** What stands in the file now, which is not read again when it is as this server left it; undefined when there is none. */
  *#present(): Steps<Entries | undefined> {
    if (this.#left !== undefined && stampOf(this.#path) === this.#left.stamp) return this.#left.there;
    const there = readState(this.#path, this.#clock);
    return there === undefined ? undefined : yield* entriesOf(there);
  }

  /** What this server has not changed since is left as it stands there. */
  *#merged(own: Entries, there: Entries): Steps<(AdminOverride | Plan)[]> {
    const keys = new Set([...there.keys(), ...own.keys()]);
    const merged = yield* mapped([...keys], key => {
      const mine = own.get(key);
      return mine === this.#known.get(key) ? there.get(key) : mine;
    });
    return merged.filter(each => each !== undefined);
  }
}

/** As {@link fileStamp}; undefined when there is no file. */
function stampOf(path: string): string | undefined {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? undefined : fileStamp(stats);
}

/** Undefined when there is no such file. Moments of members are on the clock. */
function readState(path: string, clock: Clock): Kept | undefined {
  const kept = readWholeJson(path, MAX_MIB);
  if (kept === undefined) return undefined;
  const read = file.safeParse(kept.value);
  if (read.success) {
    const { members, plans = [] } = read.data;
    return {
      overrides: members.map(each => overrideOf(each, clock)),
      plans: plans.map(printablePlan),
    };
  }
  const [{ path: at, message }] = read.error.issues;
  throw new Error(`${path} is no state file: ${at.length > 0 ? `${at.join('.')}: ` : ''}${message}`);
}

function overrideOf({ since, until, under, ...rest }: z.output<typeof member>, clock: Clock): AdminOverride {
  return {
    ...rest,
    sinceMs: momentOf(since, clock),
    untilMs: until === undefined ? undefined : momentOf(until, clock),
    ...(under === undefined ? {} : { under: overrideOf(under, clock) }),
  };
}

function memberText({ sinceMs, untilMs, under, ...rest }: AdminOverride, clock: Clock): object {
  return {
    ...rest,
    since: momentText(sinceMs, clock),
    ...(untilMs === undefined ? {} : { until: momentText(untilMs, clock) }),
    ...(under === undefined ? {} : { under: memberText(under, clock) }),
  };
}

/** Anybody may have written the file; overrides are made printable where they are kept. */
function printablePlan({ from: fromMs, until: untilMs, ...rest }: z.output<typeof plan>): Plan {
  const { members, pool, reason, by, why } = rest;
  const shown = (text: string | undefined, most: number) =>
    text === undefined ? undefined : printable(text, most);
  return {
    ...rest,
    members: members.map(word => printable(word, MAX_NAME)),
    pool: shown(pool, MAX_NAME),
    reason: shown(reason, MAX_REASON),
    by: shown(by, MAX_BY),
    why: shown(why, MAX_NAME),
    fromMs,
    untilMs,
  };
}

/** One line for each member: thousands are made in steps. */
function* stateText(kept: Kept, clock: Clock): Steps<string> {
  const members = yield* mapped(kept.overrides, each => JSON.stringify(memberText(each, clock)));
  const plans = kept.plans.map(({ fromMs, untilMs, ...rest }) => ({
    ...rest,
    from: rfc3339(fromMs),
    until: rfc3339(untilMs),
  }));
  const planned = plans.length === 0 ? '' : `,\n"plans": ${JSON.stringify(plans, undefined, 1)}`;
  return `{"version": 1,\n"members": [\n${members.join(',\n')}\n]${planned}}\n`;
}
