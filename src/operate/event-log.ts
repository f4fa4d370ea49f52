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
import type { Notice } from '../notify/notice.js';
import type { ReceiverSpec } from '../notify/receiver.js';
import type { EventRing } from '../observe/event-ring.js';
import type { Log } from '../observe/log.js';
import { resultToShortText, resultToText, VOID, type Void } from '../probe/result.js';
import type { Statement } from '../probe/statement.js';
import type { UpstreamHost } from '../store/upstream-hosts.js';
import type { ZoneChange } from '../store/zone-change.js';
import { type Clock, systemClock } from '../time/clock.js';
import type { AdminOrder, DirectedMember } from '../view/admin-order.js';
import { EVENT } from '../view/event-names.js';
import { namesText } from '../view/fault-text.js';
import { liveText } from '../view/pool-words.js';
import { changesText, changeViews } from './change-view.js';
import { EventTeller } from './event-teller.js';
import { faultsText, notReloadedText, unheardText } from './fault-text.js';
import { MemberEvents } from './member-events.js';
import { memberText, orderText } from './order-text.js';
import { poolWords } from './pool-words.js';
import { TransferEvents } from './transfer-events.js';
import { UpdateLog } from './update-events.js';

/** The most members that one line names. */
const MAX_NAMED = 8;

/** What becomes of probes that say nothing of their backends. */
const TRIED_AGAIN: Readonly<Record<Void, string>> = {
  [VOID.SHORTAGE]: 'will be tried again after a pause, as this machine is out of something',
  [VOID.STALL]: 'will be tried again at once, as this process stood still meanwhile',
  [VOID.OUTAGE]: 'will be tried again at once, as they began while the network was gone',
  [VOID.UNSAID]: 'will be tried again, as nothing was ever said of the backends, which stay as they were',
};

/** Where events are written. */
export class EventLog {
  readonly members: MemberEvents;
  readonly transfers: TransferEvents;
  readonly updates: UpdateLog;
  readonly #log: Log;
  readonly #teller: EventTeller;
  /** What had an error when that was last told: zones, and files of unknown zones. */
  #faulty: ReadonlySet<string> = new Set();
  #notKept: ReadonlySet<NotKept> = new Set();

  /** @param notify is told of each event, however many there are */
  constructor(
    log: Log,
    ring: EventRing,
    clock: Clock = systemClock,
    notify: (notice: Notice) => void = () => undefined,
  ) {
    this.#log = log;
    this.#teller = new EventTeller(log, ring, clock, notify);
    this.members = new MemberEvents(this.#teller);
    this.transfers = new TransferEvents(log, this.#teller);
    this.updates = new UpdateLog(log, this.#teller, clock);
  }

  /** Tells of a changed state: going down is a warning. */
  transition({ endpoint, pools, from, to, result, live, total, reserve }: TransitionEvent): void {
    const isDown = to === 'down';
    const reason = resultToText(result);
    const fields = { backend: endpoint, pools: pools.slice(0, MAX_NAMED), from, to, reason, live, total };
    const rest = `${liveText({ live, total, reserve })} in ${pools[0]}`;
    const what = isDown ? `down: ${reason}` : 'up';
    const name = isDown ? EVENT.BACKEND_DOWN : EVENT.BACKEND_UP;
    const text = `backend ${endpoint} is ${what} (${rest})`;
    const short = isDown ? `down (${resultToShortText(result)})` : 'up';
    this.#teller.change({ name, subject: endpoint, pools, text, isFirst: from === 'unknown' }, fields, short);
  }

  /** Tells that a backend is held down because it comes and goes. */
  flap({ endpoint, pools, cause, holdMs }: FlapEvent): void {
    const fields = {
      ...{ backend: endpoint, pools: pools.slice(0, MAX_NAMED) },
      ...{ reason: resultToText(cause), holdMs },
    };
    const text = `backend ${endpoint} comes and goes: ${cause.text}`;
    this.#teller.change(
      { name: EVENT.BACKEND_FLAPPING, subject: endpoint, pools, text },
      fields,
      'held down',
    );
  }

  /** Tells that a member has itself drained or in maintenance, or is ready again. */
  stated({ endpoint, pools }: EndpointName, told: Statement): void {
    const state = told.state ?? 'ready';
    const fields = { backend: endpoint, pools: pools.slice(0, MAX_NAMED), state };
    const text = `backend ${endpoint} says of itself: ${state} (in ${namesText(pools)})`;
    this.#teller.change(
      { name: EVENT.BACKEND_STATED, subject: endpoint, pools, text },
      fields,
      `${state} of itself`,
    );
  }

  /** Tells what a backend that is up warns of. */
  warned({ endpoint, pools }: EndpointName, reason: string): void {
    const fields = { backend: endpoint, pools: pools.slice(0, MAX_NAMED), reason };
    const text = `backend ${endpoint} is up, but ${reason} (in ${namesText(pools)})`;
    this.#teller.change(
      { name: EVENT.BACKEND_WARNING, subject: endpoint, pools, text },
      fields,
      'with a warning',
    );
  }

  /** Tells what a pool hands out from now on. */
  pool(event: PoolEvent): void {
    const { pool, live, total, using, instead } = event;
    const { name, short, what } = poolWords(event);
    const notice = { name, subject: pool, pools: [pool], text: `pool ${pool} ${what}` };
    this.#teller.change(notice, { pool, live, total, using, instead }, short);
  }

  /** Tells that all backends fail at once, more likely the fault of this machine, or that one answers again. */
  suspicion(held: number): void {
    const text =
      held > 0
        ? `all ${held} backends that were up fail at once: is the network of this machine gone? They are handed out as before`
        : 'a backend answers again: probes are trusted again';
    this.#teller.tell(held > 0 ? EVENT.PROBER_SUSPECT : EVENT.PROBER_TRUSTED, { held }, text);
  }

  /** Tells what an operator has asked for, and of which members. */
  directed(members: readonly DirectedMember[], order: AdminOrder, plan?: number): void {
    const { state, weight, reason, by } = order;
    const named = members.slice(0, MAX_NAMED).map(memberText);
    const fields = { members: named, count: members.length, state, weight, reason, by, plan };
    this.#teller.tell(EVENT.ADMIN_ORDER, fields, orderText(members, order, plan));
  }

  /** Tells what becomes of planned maintenance. */
  planned({ id: plan }: { readonly id: number }, text: string, isBad = false): void {
    this.#teller.tell(isBad ? EVENT.ADMIN_PLAN_FAILED : EVENT.ADMIN_PLAN, { plan }, text);
  }

  /** Tells that members are ready again since the time of an override is over. */
  expired(overrides: readonly AdminOverride[], warnings: readonly string[]): void {
    const names = overrides.map(({ address, pool }) => `${address} in ${pool}`);
    const text = [`ready again, as the time is over: ${namesText(names)}`, ...warnings].join('; ');
    this.#teller.tell(EVENT.ADMIN_EXPIRED, { count: overrides.length }, text);
  }

  /** Tells that what operators said before could not be read. */
  noState(reason: string): void {
    const text = `what operators said of members is not known, and is not kept from now on: ${reason}; mend that, or remove the file, then restart`;
    this.#teller.tell(EVENT.ADMIN_STATE, { reason }, text);
  }

  /** Tells that backends are not probed in time, or all are again. */
  late({ late, endpoint, agoMs, waiting }: LateEvent): void {
    const queue =
      waiting === 0
        ? ''
        : `; ${waiting} wait for others to end: is this machine busy, or does this process need more open files (ulimit -n)?`;
    const whom = late === 1 ? `${endpoint} was not` : `${late} backends, ${endpoint} among them, were not`;
    const text =
      late > 0
        ? `probes are late: ${whom} probed in time for up to ${Math.round(agoMs / 1000)} s${queue}`
        : 'all backends are probed in time again';
    this.#teller.tell(late > 0 ? EVENT.PROBER_LATE : EVENT.PROBER_IN_TIME, { late, waiting }, text);
  }

  /** Tells that results of probes did not count. */
  void({ by, count, text }: VoidEvent): void {
    const what = count === 1 ? 'a failed probe does' : `${count} failed probes do`;
    this.#teller.tell(EVENT.PROBER_VOID, { by, count }, `${what} not count and ${TRIED_AGAIN[by]}: ${text}`);
  }

  /** Tells that an upstream begins to fail, with the reason, or answers again. */
  turn(upstream: string, reason: string | undefined): void {
    const fields = { upstream, reason };
    const what = reason === undefined ? 'answers again' : `fails: ${reason}`;
    const name = reason === undefined ? EVENT.UPSTREAM_UP : EVENT.UPSTREAM_DOWN;
    this.#teller.tell(name, fields, `upstream ${upstream} ${what}`, { subject: upstream });
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
    const name = failure === undefined ? EVENT.UPSTREAM_RESOLVED : EVENT.UPSTREAM_UNRESOLVED;
    this.#teller.tell(name, fields, `upstream ${host} ${what}`, { subject: host });
  }

  /** Tells that all was loaded anew, and what is not as it was. */
  reloaded(
    fields: { readonly zones: number; readonly read: number; readonly ms: number },
    changes: readonly ZoneChange[],
  ): void {
    const changed = changesText(changes);
    this.#log.info(changed === '' ? fields : { changed, ...fields }, 'reloaded');
    const what = `reloaded: ${fields.read} of ${fields.zones} zones read in ${fields.ms} ms`;
    const text = changed === '' ? what : `${what}; ${changed}`;
    this.#teller.keep(
      { name: EVENT.RELOAD_DONE, subject: 'files', text, zones: changes.map(({ zone }) => zone) },
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
      this.#teller.tell(EVENT.RELOAD_CORRECTED, {}, `no error any more: ${namesText(corrected)}${rest}`, {
        subject: 'zones',
        zones: corrected,
      });
    }
    if (faults.length === 0) return;
    const text = `not all is served as its files stand: ${faultsText(faults)}`;
    const zones = faults.flatMap(each => each.zones);
    this.#log.error({ zones: zones.slice(0, MAX_NAMED) }, text);
    this.#teller.keep({ name: EVENT.RELOAD_FAULTS, subject: 'zones', zones, text });
  }

  /** Tells what is wrong with the file that keeps serials. */
  serialFile(problem: string): void {
    this.#teller.tell(EVENT.RELOAD_SERIALS, {}, problem);
  }

  /** Tells what is wrong with the file of kept answers. */
  cacheFile(problem: string): void {
    this.#teller.tell(EVENT.UPSTREAM_CACHE, {}, problem);
  }

  /** Tells what is wrong with the file of the history. */
  historyFile(problem: string): void {
    this.#teller.tell(EVENT.ADMIN_HISTORY, {}, problem);
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

  /** Tells that a receiver of notifications begins to fail, with the reason, or is in order again. */
  receiver({ name }: Pick<ReceiverSpec, 'name'>, failure: string | undefined): void {
    const what = failure === undefined ? 'arrive again' : `do not arrive: ${failure}`;
    const event = failure === undefined ? EVENT.NOTIFY_WORKING : EVENT.NOTIFY_FAILING;
    this.#teller.tell(event, { receiver: name }, `notifications to ${name} ${what}`);
  }

  /** Tells that a message to a receiver is given up. */
  lost({ name }: Pick<ReceiverSpec, 'name'>, failure: string, events: number): void {
    const what = events === 1 ? 'an event' : `${events} events`;
    const text = `a notification to ${name} about ${what} is given up: ${failure}`;
    this.#teller.tell(EVENT.NOTIFY_LOST, { receiver: name, events }, text);
  }

  #reloadTrouble(text: string): void {
    this.#log.error(text);
    this.#teller.keep({ name: EVENT.RELOAD_FAILED, subject: 'files', text });
  }
}
