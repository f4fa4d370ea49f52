// What the log and the ring of events say about backends, upstreams and reloads: one line per change.
import type { FileFault } from '../config/file-fault.js';
import type { KeptRemark, NotKept } from '../config/kept-folder.js';
import type { AdminOverride } from '../health/admin-override.js';
import type {
  EndpointName,
  FlapEvent,
  LateEvent,
  PoolEvent,
  TransitionEvent,
  VoidEvent,
} from '../health/events.js';
import type { EventRing } from '../observe/event-ring.js';
import type { Log } from '../observe/log.js';
import { resultToShortText, resultToText, VOID, type Void } from '../probe/result.js';
import type { Statement } from '../probe/statement.js';
import type { UpstreamHost } from '../store/upstream-hosts.js';
import type { ZoneChange } from '../store/zone-change.js';
import { type Clock, systemClock } from '../time/clock.js';
import { durationText } from '../time/duration.js';
import type { AdminOrder, DirectedMember } from '../view/admin-order.js';
import type { ServerEvent } from '../view/event.js';
import { namesText } from '../view/fault.js';
import { changesText, changeViews } from './change-view.js';
import { type Change, EventFlood } from './event-flood.js';
import { faultsText, notReloadedText, unheardText } from './fault-text.js';

/** The most members that one line names. */
const MAX_NAMED = 8;

/** What becomes of probes that say nothing of their backends. */
const TRIED_AGAIN: Readonly<Record<Void, string>> = {
  [VOID.SHORTAGE]: 'will be tried again after a pause, as this machine is out of something',
  [VOID.STALL]: 'will be tried again at once, as this process stood still meanwhile',
  [VOID.OUTAGE]: 'will be tried again at once, as they began while the network was gone',
  [VOID.UNSAID]: 'will be tried again, as nothing was ever said of the backends, which stay as they were',
};

/** What a line of the log says for programs; what programs read of events as well has a name here. */
interface Fields extends Pick<ServerEvent, 'using'> {
  readonly [name: string]: unknown;
}

/** What is told of a pool: in short, and in a line. */
function poolWords({ onFallback, hasTurned, using, explanation }: PoolEvent) {
  if (onFallback && hasTurned)
    return { short: 'without a live member', what: `has no live member: ${explanation}`, isBad: true };
  if (using !== undefined)
    return { short: 'using another pool', what: `uses pool ${using}: ${explanation}`, isBad: true };
  if (hasTurned) return { short: 'with one again', what: 'has a live member again', isBad: false };
  return { short: 'without another pool', what: 'uses its own members again', isBad: onFallback };
}

const showMember = ({ member, pool }: DirectedMember) => `${member} in ${pool}`;

/** Where events are written. */
export class EventLog {
  readonly #log: Log;
  readonly #ring: EventRing;
  readonly #floods;
  /** What had an error when that was last told: zones, and files of unknown zones. */
  #faulty: ReadonlySet<string> = new Set();
  #notKept: ReadonlySet<NotKept> = new Set();

  constructor(log: Log, ring: EventRing, clock: Clock = systemClock) {
    this.#log = log;
    this.#ring = ring;
    const floodOf = (kind: 'backend' | 'pool') =>
      new EventFlood(clock, ({ count, pools, isBad, text }) => {
        this.#log[isBad ? 'warn' : 'info']({ count, pools }, `${kind}s: ${text}`);
        this.#ring.addSum(kind, isBad, `${kind}s: ${text}`);
      });
    this.#floods = { backend: floodOf('backend'), pool: floodOf('pool') };
  }

  /** Tells of a changed state: going down is a warning. */
  transition(event: TransitionEvent): void {
    const isBad = event.to === 'down';
    const short = isBad ? `down (${resultToShortText(event.result)})` : 'up';
    if (!this.#admits('backend', { pool: event.pools[0], what: short, isBad })) return;
    const fields = {
      backend: event.endpoint,
      pools: event.pools.slice(0, 8),
      from: event.from,
      to: event.to,
      reason: resultToText(event.result),
      live: event.live,
      total: event.total,
    };
    const rest = `${event.live} of ${event.total} live in ${event.pools[0]}`;
    const what = isBad ? `down: ${fields.reason}` : 'up';
    this.#tell('backend', isBad, fields, `backend ${event.endpoint} is ${what} (${rest})`);
  }

  /** Tells that a backend is held down because it comes and goes. */
  flap(event: FlapEvent): void {
    if (!this.#admits('backend', { pool: event.pools[0], what: 'held down', isBad: true })) return;
    const fields = {
      backend: event.endpoint,
      pools: event.pools.slice(0, 8),
      reason: resultToText(event.cause),
      holdMs: event.holdMs,
    };
    this.#tell('backend', true, fields, `backend ${event.endpoint} comes and goes: ${event.cause.text}`);
  }

  /** Tells that a member has itself drained or in maintenance, or is ready again. */
  stated({ endpoint, pools }: EndpointName, told: Statement): void {
    const state = told.state ?? 'ready';
    if (!this.#admits('backend', { pool: pools[0], what: `${state} of itself`, isBad: false })) return;
    const fields = { backend: endpoint, pools: pools.slice(0, MAX_NAMED), state };
    this.#tell(
      'backend',
      false,
      fields,
      `backend ${endpoint} says of itself: ${state} (in ${namesText(pools)})`,
    );
  }

  /** Tells what a backend that is up warns of. */
  warned({ endpoint, pools }: EndpointName, text: string): void {
    if (!this.#admits('backend', { pool: pools[0], what: 'with a warning', isBad: true })) return;
    const fields = { backend: endpoint, pools: pools.slice(0, MAX_NAMED), reason: text };
    this.#tell('backend', true, fields, `backend ${endpoint} is up, but ${text} (in ${namesText(pools)})`);
  }

  /** Tells that a pool has no live member left, or has one again, or which pool it uses from now on. */
  pool(event: PoolEvent): void {
    const { pool, live, total, using } = event;
    const { short, what, isBad } = poolWords(event);
    if (!this.#admits('pool', { pool, what: short, isBad })) return;
    this.#tell('pool', isBad, { pool, live, total, using }, `pool ${pool} ${what}`);
  }

  /** Tells that all backends fail at once, more likely the fault of this machine, or that one answers again. */
  suspicion(held: number): void {
    const text =
      held > 0
        ? `all ${held} backends that were up fail at once: is the network of this machine gone? They are handed out as before`
        : 'a backend answers again: probes are trusted again';
    this.#tell('prober', held > 0, { held }, text);
  }

  /** Tells what an operator has asked for, and of which members. */
  directed(members: readonly DirectedMember[], order: AdminOrder): void {
    const { state, weight, forMs, reason, by } = order;
    const fields = {
      members: members.slice(0, MAX_NAMED).map(showMember),
      count: members.length,
      state,
      weight,
      reason,
      by,
    };
    const what = state ?? (weight === null ? 'the weight of the files' : `weight ${weight}`);
    const time = forMs === undefined ? '' : ` for ${durationText(forMs)}`;
    const why = reason === undefined ? '' : `: ${reason}`;
    const who = by === undefined ? '' : ` by ${by}`;
    this.#tell(
      'admin',
      false,
      fields,
      `${what}${time} for ${namesText(members.map(showMember))}${who}${why}`,
    );
  }

  /** Tells that members are ready again since the time of an override is over. */
  expired(overrides: readonly AdminOverride[], warnings: readonly string[]): void {
    const names = overrides.map(({ address, pool }) => `${address} in ${pool}`);
    const text = [`ready again, as the time is over: ${namesText(names)}`, ...warnings].join('; ');
    this.#tell('admin', false, { count: overrides.length }, text);
  }

  /** Tells that what operators said before could not be read. */
  noState(reason: string): void {
    const text = `what operators said of members is not known, and is not kept from now on: ${reason}; mend or remove the file, then restart`;
    this.#tell('admin', true, { reason }, text);
  }

  /** Tells that backends are not probed in time, or all are again. */
  late({ late, endpoint, agoMs, waiting }: LateEvent): void {
    const queue =
      waiting === 0
        ? ''
        : `; ${waiting} wait for others to end: is this machine busy, or does this process need more open files (ulimit -n)?`;
    const text =
      late > 0
        ? `probes are late: ${late} backend${late === 1 ? ' was' : 's were'} not probed in time, ${endpoint} among them, for up to ${Math.round(agoMs / 1000)} s${queue}`
        : 'all backends are probed in time again';
    this.#tell('prober', late > 0, { late, waiting }, text);
  }

  /** Tells that results of probes did not count. */
  void({ by, count, text }: VoidEvent): void {
    const what = count === 1 ? 'a failed probe does' : `${count} failed probes do`;
    this.#tell('prober', true, { by, count }, `${what} not count and ${TRIED_AGAIN[by]}: ${text}`);
  }

  /** Tells that an upstream begins to fail, with the reason, or answers again. */
  turn(upstream: string, reason: string | undefined): void {
    const fields = { upstream, reason };
    const what = reason === undefined ? 'answers again' : `fails: ${reason}`;
    this.#tell('upstream', reason !== undefined, fields, `upstream ${fields.upstream} ${what}`);
  }

  /** Tells of answers with private addresses, the last of them for this name. */
  rebound(name: string, count: number): void {
    const more = count > 1 ? `, as were ${count - 1} other answers` : '';
    const text = `an upstream has a private address for ${name}, which was kept from clients${more} (rebind protection)`;
    this.#log.warn({ name, count }, text);
  }

  /** Tells where an upstream is that is given by name, or why that is not known. */
  upstreamHost({ host, addresses, failure }: UpstreamHost): void {
    const fields = { upstream: host, reason: failure };
    const found = addresses.length === 0 ? 'has no address yet' : `is at ${addresses.join(', ')}`;
    const what = failure === undefined ? found : `cannot be looked up (${failure}): it ${found}`;
    this.#tell('upstream', failure !== undefined, fields, `upstream ${host} ${what}`);
  }

  /** Tells that all was loaded anew, and what is not as it was. */
  reloaded(
    fields: { readonly zones: number; readonly read: number; readonly ms: number },
    changes: readonly ZoneChange[],
  ): void {
    const changed = changesText(changes);
    this.#log.info(changed === '' ? fields : { changed, ...fields }, 'reloaded');
    const text = `reloaded: ${fields.read} of ${fields.zones} zones read in ${fields.ms} ms`;
    this.#ring.add(
      'reload',
      false,
      changed === '' ? text : `${text}; ${changed}`,
      changes.length === 0 ? {} : { changes: changeViews(changes) },
    );
  }

  /** Tells what is not served as its file stands, at the start or after a reload, and what no longer has an error. */
  faults(faults: readonly FileFault[]): void {
    const faulty = new Set(faults.flatMap(({ zones, file }) => (zones.length === 0 ? [file] : zones)));
    const corrected = [...this.#faulty].filter(name => !faulty.has(name));
    this.#faulty = faulty;
    if (corrected.length > 0) {
      const rest = faulty.size === 0 ? '; all is served as its files stand' : '';
      this.#tell('reload', false, {}, `no error any more: ${namesText(corrected)}${rest}`);
    }
    if (faults.length === 0) return;
    const text = `not all is served as its files stand: ${faultsText(faults)}`;
    this.#log.error({ zones: faults.flatMap(({ zones }) => zones).slice(0, MAX_NAMED) }, text);
    this.#ring.add('reload', true, text);
  }

  /** Tells what is wrong with the file that keeps serials. */
  serialFile(problem: string): void {
    this.#log.warn(problem);
    this.#ring.add('reload', true, problem);
  }

  /** Tells what is wrong with the file of kept answers. */
  cacheFile(problem: string): void {
    this.#log.warn(problem);
    this.#ring.add('upstream', true, problem);
  }

  /** Tells which last good versions would not survive a restart, each reason once until it is over. */
  notKept(remarks: readonly KeptRemark[]): void {
    for (const { why, text } of remarks) if (!this.#notKept.has(why)) this.#log.warn(text);
    this.#notKept = new Set(remarks.map(({ why }) => why));
  }

  /** Tells that nothing was loaded, and why. */
  notReloaded(problem: string): void {
    this.#reloadTrouble(notReloadedText(problem));
  }

  /** Listens where it did before. @param problem why, in one line */
  unheard(problem: string): void {
    this.#reloadTrouble(unheardText(problem));
  }

  #reloadTrouble(text: string): void {
    this.#log.error(text);
    this.#ring.add('reload', true, text);
  }

  /** Whether a change is told by itself; one of too many is counted, and summed up later. */
  #admits(kind: 'backend' | 'pool', change: Change): boolean {
    const isAdmitted = this.#floods[kind].admits(change);
    if (!isAdmitted) this.#ring.skip(kind);
    return isAdmitted;
  }

  #tell(kind: ServerEvent['kind'], isBad: boolean, fields: Fields, text: string): void {
    const { using } = fields;
    if (isBad) this.#log.warn(fields, text);
    else this.#log.info(fields, text);
    this.#ring.add(kind, isBad, text, using === undefined ? {} : { using });
  }
}
