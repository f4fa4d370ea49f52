// The state file: what operators said about members, kept across restarts.
import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { SocketAddress } from '../config/socket-address.js';
import { ADMIN_STATES, type AdminOverride, keyOf, MAX_OVERRIDES } from '../health/admin-override.js';
import { readWholeJson, writeWhole } from '../source/whole-file.js';
import type { Clock } from '../time/clock.js';
import { momentOf, momentText } from '../time/rfc3339.js';

/** The longest file that is read. */
const MAX_MIB = 16;

const moment = z.iso.datetime({ offset: true }).transform(text => Date.parse(text));
const member = z.object({
  pool: z.string(),
  address: z.string(),
  state: z.enum(ADMIN_STATES),
  weight: z.number().int().min(0).max(256).optional(),
  since: moment,
  until: moment.optional(),
  reason: z.string().optional(),
  by: z.string().optional(),
  plan: z.number().int().optional(),
});
const file = z.object({ version: z.literal(1), members: z.array(member).max(MAX_OVERRIDES) });

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

type ByMember = ReadonlyMap<string, AdminOverride>;

function byMember(overrides: readonly AdminOverride[]): ByMember {
  return new Map(overrides.map(override => [keyOf(override.pool, override.address), override]));
}

/** The state file of one server. Another one may have the same: neither takes away what the other has written. */
export class StateFile {
  readonly #path: string;
  readonly #clock: Clock;
  /** What this server has read or written last. */
  #known: ByMember = new Map();
  /** What stood in the file when this server wrote it last, and which file that was. */
  #left: { readonly there: ByMember; readonly stamp: string } | undefined;

  constructor(path: string, clock: Clock) {
    this.#path = path;
    this.#clock = clock;
  }

  /** What was kept; nothing when there is no such file. @throws Error when it cannot be read, or is none of these */
  read(): readonly AdminOverride[] {
    const there = readState(this.#path, this.#clock) ?? [];
    this.#known = byMember(there);
    return there;
  }

  /** Writes the file whole or not at all. @param overrides all that are in force here @throws Error */
  write(overrides: readonly AdminOverride[]): void {
    const own = byMember(overrides);
    const there = this.#present();
    const kept = there === undefined ? overrides : this.#merged(own, there);
    if (kept.length > MAX_OVERRIDES)
      throw new Error(`${this.#path} would have over ${MAX_OVERRIDES} members`);
    writeState(this.#path, kept, this.#clock);
    this.#known = own;
    const stamp = stampOf(this.#path);
    this.#left = stamp === undefined ? undefined : { there: byMember(kept), stamp };
  }

  /** What stands in the file now, which is not read again when it is as this server left it; undefined when there is none. */
  #present(): ByMember | undefined {
    if (this.#left !== undefined && stampOf(this.#path) === this.#left.stamp) return this.#left.there;
    const there = readState(this.#path, this.#clock);
    return there === undefined ? undefined : byMember(there);
  }

  /** What this server has not changed since is left as it stands there. */
  #merged(own: ByMember, there: ByMember): AdminOverride[] {
    const keys = new Set([...there.keys(), ...own.keys()]);
    return [...keys].flatMap(key => {
      const mine = own.get(key);
      const kept = mine === this.#known.get(key) ? there.get(key) : mine;
      return kept ?? [];
    });
  }
}

/** What tells a file from all that stood or will stand in its place; undefined when there is none. */
function stampOf(path: string): string | undefined {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? undefined : `${stats.ino} ${stats.mtimeNs} ${stats.ctimeNs} ${stats.size}`;
}

/** Undefined when there is no such file. Moments are on the clock. */
function readState(path: string, clock: Clock): readonly AdminOverride[] | undefined {
  const kept = readWholeJson(path, MAX_MIB);
  if (kept === undefined) return undefined;
  const read = file.safeParse(kept.value);
  if (read.success)
    return read.data.members.map(({ since, until, ...rest }) => ({
      ...rest,
      sinceMs: momentOf(since, clock),
      untilMs: until === undefined ? undefined : momentOf(until, clock),
    }));
  const [{ path: at, message }] = read.error.issues;
  throw new Error(`${path} is no state file: ${at.length > 0 ? `${at.join('.')}: ` : ''}${message}`);
}

function writeState(path: string, overrides: readonly AdminOverride[], clock: Clock): void {
  const members = overrides.map(({ sinceMs, untilMs, ...rest }) => ({
    ...rest,
    since: momentText(sinceMs, clock),
    ...(untilMs === undefined ? {} : { until: momentText(untilMs, clock) }),
  }));
  writeWhole(path, `${JSON.stringify({ version: 1, members }, undefined, 1)}\n`);
}
