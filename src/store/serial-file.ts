// The file of serials, beside the one that keeps what operators said: serials do not go back across restarts.
import { statSync } from 'node:fs';
import { z } from 'zod';
import { besideState } from '../source/beside-state.js';
import { readWholeJson, writeWhole } from '../source/whole-file.js';
import type { KeptSerials, Serials } from './serials.js';
import type { SerialKeeping } from './zone-store.js';

/** The longest file that is read. */
const MAX_MIB = 8;

const serial = z.int().min(0).max(0xffffffff);
const file = z.object({
  version: z.literal(1),
  /** No zone that is not listed has had a later serial. */
  floor: serial.optional(),
  /** By zone: its serial, and the digest of the content that has it. */
  zones: z.record(z.string(), z.tuple([serial, z.string().max(64)])),
});

/** Where the serials of a server are kept whose operators' words are in `stateFile`. */
export function serialFileOf(stateFile: string): string {
  return besideState(stateFile, 'serials.json');
}

function readKept(path: string): KeptSerials | undefined {
  const kept = readWholeJson(path, MAX_MIB);
  if (kept === undefined) return undefined;
  const read = file.safeParse(kept.value);
  if (!read.success) throw new Error(`${path} is no file of serials`);
  const zones = Object.entries(read.data.zones).map(
    ([zone, [number, digest]]) => [zone, { serial: number, digest }] as const,
  );
  return { zones: new Map(zones), floor: read.data.floor };
}

function textOf({ zones, floor }: KeptSerials): string {
  const entries = [...zones].map(([zone, kept]) => [zone, [kept.serial, kept.digest]]);
  return `${JSON.stringify({ version: 1, floor, zones: Object.fromEntries(entries) })}\n`;
}

/** What tells a file from one that another process has put in its place. */
function identityOf(path: string): string | undefined {
  const status = statSync(path, { throwIfNoEntry: false });
  return status && `${status.ino} ${status.mtimeMs} ${status.size}`;
}

export class SerialFile implements SerialKeeping {
  readonly #path: string;
  readonly #onProblem: (text: string) => void;
  /** As this process has read or written it last. */
  #identity: string | undefined;
  /** Whether the file may be overwritten. */
  #isUsable = true;
  /** Whether the last attempt to write failed, which is told once. */
  #isFailing = false;
  #isShared = false;

  /** @param onProblem takes what is wrong with the file; the server goes on */
  constructor(path: string, onProblem: (text: string) => void) {
    this.#path = path;
    this.#onProblem = onProblem;
  }

  /** That of a server whose operators' words are in `stateFile`; undefined without one. */
  static beside(stateFile: string | undefined, onProblem: (text: string) => void): SerialFile | undefined {
    return stateFile === undefined ? undefined : new SerialFile(serialFileOf(stateFile), onProblem);
  }

  read(): KeptSerials | undefined {
    try {
      this.#identity = identityOf(this.#path);
      return readKept(this.#path);
    } catch (error) {
      // What cannot be read must not be overwritten either.
      this.#isUsable = false;
      const why = (error as Error).message;
      this.#onProblem(
        `serials that zones had before are not known, and are not kept from now on: ${why}; mend or remove the file, then restart`,
      );
      return undefined;
    }
  }

  /** Writes them at once: nobody may be told a serial that the next process would not know of. */
  save(serials: Serials): void {
    if (!this.#isUsable) return;
    try {
      this.#learnOfOthers(serials);
      const { kept } = serials;
      if (kept.zones.size === 0 && kept.floor === undefined && this.#identity === undefined) return;
      writeWhole(this.#path, textOf(kept));
      this.#identity = identityOf(this.#path);
      this.#isFailing = false;
    } catch (error) {
      const why = (error as Error).message;
      if (!this.#isFailing) this.#onProblem(`serials of zones are not kept across restarts: ${why}`);
      this.#isFailing = true;
    }
  }

  /** Two servers that keep their serials in one file lose none of them, but get a warning. */
  #learnOfOthers(serials: Serials): void {
    const identity = identityOf(this.#path);
    if (identity === this.#identity || identity === undefined) return;
    const kept = readKept(this.#path);
    if (kept !== undefined) serials.learn(kept);
    if (this.#isShared) return;
    this.#isShared = true;
    this.#onProblem(
      `${this.#path} was written by another process: two servers need two files (state: in rondo.yaml)`,
    );
  }
}
