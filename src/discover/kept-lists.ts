// The file of last good lists, beside the one that keeps what operators said: a restart while a source is gone serves them.
import { z } from 'zod';
import { canonicalAddress } from '../dns/endpoint.js';
import { besideState } from '../source/beside-state.js';
import { readWholeJson, writeWhole } from '../source/whole-file.js';
import type { Cancel, Clock } from '../time/clock.js';
import { MAX_BACKUP, MAX_FOUND, MAX_SOURCES, MAX_TAG, MAX_TAGS, MAX_WEIGHT } from './bounds.js';
import type { Target } from './source.js';

/** The longest file that is read. */
const MAX_MIB = 32;
/** Changes within this time are written once. */
const DELAY_MS = 1_000;
/** Long lists take a while to write: the next time is so many times as long after that. */
const SHARE = 20;

const target = z.object({
  host: z.string().refine(text => canonicalAddress(text) !== undefined),
  name: z.string().max(255).optional(),
  port: z.int().min(1).max(65_535).optional(),
  weight: z.int().min(0).max(MAX_WEIGHT).optional(),
  backup: z.int().min(1).max(MAX_BACKUP).optional(),
  tags: z.array(z.string().max(MAX_TAG)).max(MAX_TAGS).optional(),
});
const file = z.object({
  version: z.literal(1),
  /** By the key of the source. */
  lists: z.record(z.string().max(64), z.array(target).max(MAX_FOUND)),
});

export type Lists = ReadonlyMap<string, readonly Target[]>;

function readLists(path: string): Lists {
  const kept = readWholeJson(path, MAX_MIB);
  if (kept === undefined) return new Map();
  const read = file.safeParse(kept.value);
  if (!read.success) throw new Error(`${path} is no file of lists of members`);
  return new Map(Object.entries(read.data.lists));
}

/** Where lists are kept; nowhere without a path. */
export class KeptLists {
  readonly #path: string | undefined;
  readonly #clock: Clock;
  readonly #onProblem: (text: string) => void;
  #written = '';
  /** Told once until it is over. */
  #isFailing = false;
  #cancel: Cancel | undefined;
  /** What writing took last. */
  #tookMs = 0;
  #lists: () => Lists = () => new Map();

  /** @param onProblem takes what is wrong with the file; the server goes on */
  constructor(stateFile: string | undefined, clock: Clock, onProblem: (text: string) => void) {
    this.#path = stateFile === undefined ? undefined : besideState(stateFile, 'members.json');
    this.#clock = clock;
    this.#onProblem = onProblem;
  }

  /** What an earlier process has kept. */
  read(): Lists {
    if (this.#path === undefined) return new Map();
    try {
      return readLists(this.#path);
    } catch (error) {
      const why = (error as Error).message;
      this.#onProblem(`members that sources found before are not known: ${why}; it is written anew`);
      return new Map();
    }
  }

  /** Has the lists written soon. @param lists those in force, asked for then */
  changed(lists: () => Lists): void {
    this.#lists = lists;
    this.#cancel ??= this.#clock.after(Math.max(DELAY_MS, SHARE * this.#tookMs), () => this.#write());
  }

  /** Writes what is to be written. */
  close(): void {
    if (this.#cancel === undefined) return;
    this.#cancel();
    this.#write();
  }

  #write(): void {
    this.#cancel = undefined;
    if (this.#path === undefined) return;
    const beganMs = this.#clock.now();
    const lists = Object.fromEntries([...this.#lists()].slice(0, MAX_SOURCES));
    const text = `${JSON.stringify({ version: 1, lists })}\n`;
    if (text === this.#written) return;
    try {
      writeWhole(this.#path, text);
      this.#written = text;
      this.#isFailing = false;
    } catch (error) {
      if (!this.#isFailing)
        this.#onProblem(`members of sources are not kept across restarts: ${(error as Error).message}`);
      this.#isFailing = true;
    }
    this.#tookMs = this.#clock.now() - beganMs;
  }
}
