// Dynamic updates in a running server: loaded with the first, joined to the zones in force, to reloads and events.
import type { DeferredExchange } from '../answer/deferred-exchange.js';
import { updatesFolder } from '../config/kept-folders.js';
import { isMasterFile } from '../config/master-file.js';
import { TYPE } from '../dns/types.js';
import { LookupName } from '../image/lookup-name.js';
import type { EventLog } from '../operate/event-log.js';
import type { ReloadReport } from '../operate/reload-view.js';
import type { Generation } from '../store/generation.js';
import { seenBy } from '../store/view-choice.js';
import type { ZoneVersion } from '../store/zone-version.js';
import { systemClock } from '../time/clock.js';
import { Limiter } from '../time/limiter.js';
import type { UpdateHost } from '../transfer/update/update-host.js';
import type { Updates } from '../transfer/update/updates.js';
import { ERROR_CODE, RequestError } from '../view/request-error.js';
import type { UpdatedPart } from '../zone/update/overlay.js';

/** So long after a former process was asked to end, what it has written last comes into force. */
const FORMER_MS = 3_000;

const NONE: ReadonlyMap<string, number> = new Map();

/** The server as it is now. */
interface InForce {
  readonly generation: Generation;
  readonly sets: Pick<UpdateHost, 'setUpdated'>;
  readonly reloader: {
    /** Has a file read again though it is as it was. */
    readAgain(file: string): Promise<unknown>;
    /** Loads everything again. */
    reload(): Promise<ReloadReport>;
  };
}

/** What it is joined to. */
export interface UpdateSideParts {
  readonly events: Pick<EventLog, 'updates'>;
  readonly stateFile: string | undefined;
  inForce(): InForce;
}

export class UpdateSide {
  readonly #parts: UpdateSideParts;
  readonly #limiter = new Limiter(1);
  #all: Updates | undefined;
  #loading: Promise<Updates> | undefined;

  constructor(parts: UpdateSideParts) {
    this.#parts = parts;
  }

  /** How many ended how; empty before the first. */
  get counts(): ReadonlyMap<string, number> {
    return this.#all?.counts ?? NONE;
  }

  /** How far updates have led a zone in force away from its file; undefined when that holds all of it. */
  partOf(zone: ZoneVersion): UpdatedPart | undefined {
    return this.#all === undefined ? zone.updated : this.#all.partOf(zone);
  }

  /** Carries an update out. Resolves with the answer. Never rejects. */
  async answer(deferred: DeferredExchange): Promise<Uint8Array> {
    return (await this.#loaded()).answer(deferred);
  }

  /** Runs something while no update changes a zone, and no files are read. */
  exclusively<Result>(run: () => Promise<Result>): Promise<Result> {
    return this.#limiter.run(run);
  }

  /** @param tookOver whether a former process may still take updates for a while */
  begin(tookOver: boolean): void {
    if (!tookOver) return;
    systemClock.after(FORMER_MS, () => {
      const { generation, reloader } = this.#parts.inForce();
      for (const file of generation.config.updates.keys()) void reloader.readAgain(file);
    });
  }

  /**
   * Writes what is served of a zone into its file.
   * @returns the file, and how many RRsets updates had changed
   * @throws RequestError when that cannot be done
   */
  async writeBack(zone: ZoneVersion): Promise<{ readonly file: string; readonly rrsets: number }> {
    const { source: file, label } = zone;
    const { generation, reloader } = this.#parts.inForce();
    const rule = generation.config.updates.get(file);
    const { INVALID_INPUT: code } = ERROR_CODE;
    if (rule === undefined)
      throw new RequestError(code, `${label} is not updated`, 'name keys under `update` in its entry');
    if (!isMasterFile(rule))
      throw new RequestError(code, `${file} is no master file`, '`rondo zone diff` shows what has changed');
    const all = await this.#loaded();
    const { markOf, writeZoneFile } = await import('../operate/zone-write-back.js');
    try {
      const mark = await markOf(file);
      // An edit comes into force before what is served is written.
      const { served } = await reloader.reload();
      if (served === undefined || served.faults.some(fault => fault.file === file))
        throw new Error('what it holds is not in force; see `rondo reload`');
      const rrsets = await all.writeBack(zone, ({ image }) => writeZoneFile(file, image, mark));
      this.#parts.events.updates.written(label, file, rrsets);
      return { file, rrsets };
    } catch (error) {
      const { message } = error as Error;
      throw new RequestError(code, `${file} was not written: ${message}`);
    }
  }

  async close(): Promise<void> {
    await this.#all?.close();
  }

  #loaded(): Promise<Updates> {
    this.#loading ??= import('../transfer/update/updates.js').then(({ Updates }) => {
      this.#all = new Updates(this.#host());
      return this.#all;
    });
    return this.#loading;
  }

  #host(): UpdateHost {
    const { events, stateFile = '', inForce } = this.#parts;
    return {
      ...{ clock: systemClock, events: events.updates, folder: updatesFolder(stateFile) },
      setUpdated: update => inForce().sets.setUpdated(update),
      zone: label => inForce().generation.zones.find(zone => zone.label.toLowerCase() === label),
      viewOf: (name, deferred) =>
        seenBy(deferred, inForce().generation).find(new LookupName().set(name), TYPE.SOA)?.inView,
      ruleOf: ({ source }) => inForce().generation.config.updates.get(source),
      readAgain: async ({ source }) => void (await inForce().reloader.readAgain(source)),
      exclusively: run => this.exclusively(run),
    };
  }
}
