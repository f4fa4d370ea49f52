// The updates of one zone: carried out one after another, written to the disk together, and answered when they are in force.
import { updateLogPath } from '../../config/update-layer.js';
import { RCODE } from '../../dns/constants.js';
import { isLater } from '../../dns/serial.js';
import { isWorn } from '../../image/patch.js';
import { ServedZone } from '../../image/served-zone.js';
import { serialOf } from '../../image/soa-serial.js';
import type { ZoneVersion } from '../../store/zone-version.js';
import { Overlay, type UpdatedPart } from '../../zone/update/overlay.js';
import { updateRecord } from '../../zone/update/update-log.js';
import { ServedContents } from './served-contents.js';
import { type Answered, type Batch, countAtOnce, processBatch, type WaitingUpdate } from './update-batch.js';
import { type FileMark, UpdateFile } from './update-file.js';
import type { UpdateHost } from './update-host.js';

/** The longest pause after some, in which others have their turn. */
const MAX_PAUSE_MS = 50;

/** How some updates came into force. */
const CAME = { AT_ONCE: 'at once', LATER: 'later' } as const;

const failed = (reason?: string): Answered => ({
  ...{ rcode: RCODE.SERVFAIL, isApplied: false },
  ...(reason !== undefined && { reason }),
});

export class ZoneUpdates {
  readonly #host: UpdateHost;
  readonly #label: string;
  readonly #waiting: WaitingUpdate[] = [];
  #file: UpdateFile | undefined;
  /** Whether the file says all that is known: without that it was looked at when the zone was read. */
  #isRead = false;
  #isRunning = false;
  /** Whether the last ones could not be kept. */
  #isFailing = false;
  /** How long the disk was waited for since the last pause, in milliseconds. */
  #diskMs = 0;
  /** What was taken in last of edits of the file. */
  #taken: ZoneVersion['edited'];

  /** @param label of the zone, in lower case */
  constructor(label: string, host: UpdateHost) {
    this.#label = label;
    this.#host = host;
  }

  /** How far updates have led a version of the zone in force away from its file; undefined when that holds all of it. */
  partOf({ updated }: ZoneVersion): UpdatedPart | undefined {
    return this.#isRead ? this.#file?.overlay.part : updated;
  }

  add(waiting: WaitingUpdate): void {
    this.#waiting.push(waiting);
    if (!this.#isRunning) void this.#run();
  }

  async close(): Promise<void> {
    for (const { resolve } of this.#waiting.splice(0)) resolve(failed('came while the server ended'));
    await this.#file?.close();
  }

  /**
   * Has somebody write what is served into the file of the zone, after which nothing is to be put over that.
   * @returns how many RRsets updates had changed
   */
  writeBack(write: (zone: ZoneVersion) => Promise<void>): Promise<number> {
    return this.#host.exclusively(async () => {
      const zone = this.#zone();
      const file = await this.#opened(zone);
      const { size, serial } = file.overlay;
      await write(zone);
      await file.rewrite(new Overlay([], serial));
      return size;
    });
  }

  async #run(): Promise<void> {
    const { clock } = this.#host;
    this.#isRunning = true;
    while (this.#waiting.length > 0) {
      const beganMs = clock.now();
      const batch = this.#waiting.splice(0, countAtOnce(this.#waiting));
      try {
        const isKept = await this.#carryOut(batch);
        if (this.#isFailing && isKept) this.#host.events.working(this.#label);
        if (isKept) this.#isFailing = false;
      } catch (error) {
        const reason = (error as Error).message;
        if (!this.#isFailing) this.#host.events.failing(this.#label, reason);
        this.#isFailing = true;
        // Why was told of the zone: it is not told again of each update.
        for (const { resolve } of batch) resolve(failed());
      }
      // While the disk is at work, others have their turn already.
      const pauseMs = Math.min(clock.now() - beganMs - this.#diskMs, MAX_PAUSE_MS);
      this.#diskMs = 0;
      await new Promise<void>(resolve => clock.after(pauseMs, resolve));
    }
    this.#isRunning = false;
  }

  #zone(): ZoneVersion {
    const zone = this.#host.zone(this.#label);
    if (zone === undefined) throw new Error('the zone is not served now');
    return zone;
  }

  /** @returns whether any had to be kept @throws Error when they could not be kept, or not come into force */
  async #carryOut(waiting: readonly WaitingUpdate[]): Promise<boolean> {
    const { batch, came, mark } = await this.#host.exclusively(async () => {
      const file = await this.#opened(this.#zone());
      const batch = await processBatch(waiting, new ServedContents(this.#zone()), file.overlay.octets);
      const { mark } = file;
      if (batch.changed.length === 0) return { batch, mark, came: CAME.AT_ONCE };
      await this.#keep(batch, file);
      return { batch, mark, came: (await this.#publish(batch)) ? CAME.AT_ONCE : CAME.LATER };
    });
    if (came === CAME.LATER) await this.#compile(batch, mark);
    for (const { waiting: each, answered } of batch.done) each.resolve(answered);
    const { events } = this.#host;
    for (const { waiting: each, changes, serial } of batch.changed)
      events.applied(each.updater, changes, serial);
    await this.#tidy();
    return batch.changed.length > 0;
  }

  /** The file with the updates before. What others have written there since comes into force first. */
  async #opened(zone: ZoneVersion): Promise<UpdateFile> {
    const { host, label } = { host: this.#host, label: this.#label };
    const origin = new ServedZone(zone.image).origin.slice();
    this.#file ??= new UpdateFile(updateLogPath(host.folder, label), origin, {
      cut: octets => host.events.file(label, `${octets} octets of an update that was not whole were cut off`),
      damaged: (why, copy) =>
        host.events.file(label, `${why}: what is whole counts, the file is ${copy} now`),
    });
    const file = this.#file;
    if (!(await file.isOurs())) await file.open();
    this.#isRead = true;
    const { serial } = file.overlay;
    if (serial !== undefined && isLater(serial, serialOf(zone.image))) {
      void host.readAgain(zone);
      throw new Error('another process has changed the zone; it is read again');
    }
    await this.#takeEdits(zone, file);
    return file;
  }

  /** Where the file of the zone was edited, the updates go on from there. */
  async #takeEdits({ edited }: ZoneVersion, file: UpdateFile): Promise<void> {
    if (edited === undefined || edited === this.#taken) return;
    const { overlay } = file;
    for (const { entry, file: state, after } of edited)
      overlay.edited(entry.owner, entry.type, { file: state, after });
    if (edited.length > 0) await file.rewrite(overlay);
    this.#taken = edited;
  }

  async #keep({ changed, draft }: Batch, file: UpdateFile): Promise<void> {
    const seconds = Math.floor(this.#host.clock.wallMs() / 1_000);
    const records = changed.map(({ serial, changes }) =>
      updateRecord(draft.origin, serial, changes, seconds),
    );
    const { clock } = this.#host;
    const beganMs = clock.now();
    await file.append(Buffer.concat(records)).finally(() => {
      this.#diskMs += clock.now() - beganMs;
    });
    file.overlay.begin(seconds);
    for (const { serial, changes } of changed) {
      for (const change of changes) file.overlay.take(change);
      file.overlay.serial = serial;
    }
  }

  /** @returns whether the zone has not to be compiled again for it */
  #publish({ draft, fromSerial }: Batch): Promise<boolean> {
    const { label } = this.#zone();
    const { changes, serial: toSerial } = draft;
    return this.#host.setUpdated({ label, changes, fromSerial, toSerial });
  }

  /** Has the zone compiled again. Where that does not lead to what the updates say, they are taken back. @throws Error then */
  async #compile({ draft }: Batch, before: FileMark): Promise<void> {
    await this.#host.readAgain(this.#zone());
    const zone = this.#host.zone(this.#label);
    const isInForce = zone !== undefined && !isLater(draft.serial, serialOf(zone.image));
    if (isInForce) return;
    await this.#host.exclusively(async () => this.#file?.takeBack(before));
    if (zone !== undefined) void this.#host.readAgain(zone);
    throw new Error('the zone as it would be could not come into force; see the problems of its file');
  }

  /** Keeps file and memory small. */
  async #tidy(): Promise<void> {
    const file = this.#file;
    // Nobody else may write it anew at the same time.
    if (file?.isLong === true)
      await this.#host.exclusively(() => file.rewrite(file.overlay)).catch(() => undefined);
    const zone = this.#host.zone(this.#label);
    if (zone !== undefined && isWorn(zone.image)) void this.#host.readAgain(zone);
  }
}
