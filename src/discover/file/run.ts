// Reads lists of targets from files, and again as soon as one of them changes.
import { basename, dirname } from 'node:path';
import { FolderWatches } from '../../source/folder-watches.js';
import { matchesSegment } from '../../source/wildcard.js';
import type { Cancel } from '../../time/clock.js';
import type { SourceHost, Target } from '../source.js';
import { FileLooks, restedMs } from './file-looks.js';
import { isContentFault, isJson, ListRoom, listIn, pathsOf, reasonOf } from './list-file.js';
import type { FileSettings } from './spec.js';

/** Events within this time of the first are one change. */
const DEBOUNCE_MS = 20;
/** How often it is looked without an event: the system does not tell of all changes. */
const ROUND_MS = 5_000;
/** A file that cannot be used may be half-written: so much later it is looked at once more before that is said. */
const DOUBT_MS = 250;
/** The first part of a list in YAML is a list, too: a file in YAML must have rested for so long, unless it never rests. */
const REST_MS = 75;
const RESTLESS_MS = 3_000;
/** After a look nothing is looked at for so many times as long: probes and answers of other kinds have their turns. */
const SHARE = 3;

/** A file as it was read last. */
interface Known {
  /** The last good list; undefined when there never was one. */
  readonly targets: readonly Target[] | undefined;
  /** Of the file that has that list. */
  readonly octets: number;
  /** Why its content cannot be used, as long as it looks the same. */
  readonly fault?: string;
}
const NONE: Known = { targets: undefined, octets: 0 };

class FileSource {
  readonly #patterns: readonly string[];
  readonly #host: SourceHost;
  readonly #watches: FolderWatches;
  #files = new Map<string, Known>();
  readonly #looks = new FileLooks();
  #cancelLook: Cancel = () => undefined;
  #dueMs = Number.POSITIVE_INFINITY;
  /** When the next look may be. */
  #nextMs = 0;
  /** What was wrong at the last look, which is said when it is wrong still. */
  #doubt: string | undefined;
  /** Whether some file was left for later as it has not rested, and since when that is so. */
  #isRestless = false;
  #restlessMs: number | undefined;

  constructor({ paths }: FileSettings, host: SourceHost) {
    this.#patterns = paths;
    this.#host = host;
    this.#watches = new FolderWatches(({ name }) => this.#wake(name));
    this.#watch();
    this.#look(true);
  }

  close(): void {
    this.#dueMs = Number.NEGATIVE_INFINITY;
    this.#cancelLook();
    this.#watches.close();
  }

  #watch(): void {
    this.#watches.set(new Set(this.#patterns.map(dirname)));
  }

  /** What is replaced by a link to another folder, as volumes of Kubernetes are, has names with two dots. */
  #wake(name: string | undefined): void {
    const isMeant =
      name === undefined ||
      name.startsWith('..') ||
      this.#patterns.some(pattern => matchesSegment(name, basename(pattern)));
    if (isMeant) this.#lookIn(DEBOUNCE_MS);
  }

  #lookIn(delayMs: number): void {
    const { clock } = this.#host;
    const nowMs = clock.now();
    const dueMs = Math.max(nowMs + delayMs, this.#nextMs);
    if (dueMs >= this.#dueMs) return;
    this.#cancelLook();
    this.#dueMs = dueMs;
    this.#cancelLook = clock.after(dueMs - nowMs, () => {
      this.#dueMs = Number.POSITIVE_INFINITY;
      this.#watch();
      this.#look();
    });
  }

  #look(isFirst = false): void {
    const faults: string[] = [];
    const before = this.#doubt;
    const beganMs = this.#host.clock.now();
    this.#isRestless = false;
    try {
      this.#readAll(faults);
    } catch (error) {
      faults.push(reasonOf(dirname(this.#patterns[0]), error));
    }
    const [fault] = faults;
    const lists = [...this.#files.values()].flatMap(({ targets }) =>
      targets === undefined ? [] : [targets],
    );
    // At the start nobody has a list that could be kept: who waits for one is to know.
    const isSure = isFirst || fault === before;
    if (lists.length > 0) this.#host.found(lists.flat(), isSure ? fault : undefined);
    else if (isSure && fault !== undefined) this.#host.failed(fault);
    this.#doubt = fault;
    const endMs = this.#host.clock.now();
    this.#nextMs = endMs + SHARE * (endMs - beganMs);
    if (!this.#isRestless) this.#restlessMs = undefined;
    this.#lookIn(this.#isRestless ? REST_MS : fault === before ? ROUND_MS : DOUBT_MS);
  }

  #readAll(faults: string[]): void {
    const paths = pathsOf(this.#patterns);
    if (paths.length === 0) faults.push(`no file matches ${this.#patterns[0]}`);
    const files = new Map<string, Known>();
    const room = new ListRoom();
    for (const path of paths) {
      const known = this.#read(path, room);
      files.set(path, known);
      if (known.fault !== undefined) faults.push(known.fault);
    }
    if (paths.length > 0) this.#files = files;
    this.#looks.keepOnly(paths);
  }

  /** Reads a file, unless it looks as it did or has not rested. */
  #read(path: string, room: ListRoom): Known {
    const former = this.#files.get(path) ?? NONE;
    try {
      const isKnown = former.targets !== undefined || former.fault !== undefined;
      const isRestless = former.targets !== undefined && this.#mustRest(path);
      if (isRestless || (this.#looks.take(path) && isKnown)) {
        room.take(former.octets, path);
        return former;
      }
      const bytes = room.read(path);
      return { targets: listIn(path, bytes), octets: bytes.length };
    } catch (error) {
      // It may have been changed after the look at it, as part of the same moment.
      const isSure = isContentFault(error) && restedMs(path, this.#host.clock.wallMs()) >= REST_MS;
      if (!isSure) this.#looks.forget(path);
      return { ...former, fault: reasonOf(path, error) };
    }
  }

  /** Whether a file may be half-written without its being seen. */
  #mustRest(path: string): boolean {
    const { clock } = this.#host;
    if (isJson(path) || restedMs(path, clock.wallMs()) >= REST_MS) return false;
    this.#restlessMs ??= clock.now();
    this.#isRestless = clock.now() - this.#restlessMs < RESTLESS_MS;
    return this.#isRestless;
  }
}

/** Reads the files of a source. */
export function open(settings: FileSettings, host: SourceHost): Cancel {
  const source = new FileSource(settings, host);
  return () => source.close();
}
