// The folder of kept texts, beside the state file: what each zone file said when it was last without an error.
import { createHash } from 'node:crypto';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { besideState } from '../source/beside-state.js';
import { readRegularFile } from '../source/regular-file.js';
import { writeWhole } from '../source/whole-file.js';
import type { Checkpoint } from '../zone/records.js';
import { decodeKept, encodeKept, type KeptText } from './kept-text.js';
import type { LoadMemory, Remembered } from './load-memory.js';
import { TOO_LONG, textInForce } from './text-in-force.js';
import type { ZoneRequest } from './zone-requests.js';

/** How much is kept. */
export interface KeptBounds {
  /** Octets of a zone file with all that it includes. */
  readonly fileOctets: number;
  /** Octets in all. */
  readonly allOctets: number;
  /** Zone files. */
  readonly files: number;
}

export const KEPT_BOUNDS: KeptBounds = { fileOctets: 64 * 2 ** 20, allOctets: 256 * 2 ** 20, files: 10_000 };

/** Why something is not kept. */
export const NOT_KEPT = { LONG: 'long', FULL: 'full', MANY: 'many', FAILED: 'failed' } as const;
export type NotKept = (typeof NOT_KEPT)[keyof typeof NOT_KEPT];

/** What is not kept, in words. */
export interface KeptRemark {
  readonly why: NotKept;
  readonly text: string;
}

const MIB = 2 ** 20;
/** What stands before the texts in a file. */
const HEADER_OCTETS = 4 * MIB;
/** Files between two looks whether there is something better to do. */
const SLICE = 500;
/** What was begun by a process that was killed is as old as this. */
const LEFTOVER_MS = 60_000;

const NAME = /^([0-9a-f]{32})-[0-9a-f]{16}\.kept$/;
const UNFINISHED = /^[0-9a-f]{32}-[0-9a-f]{16}\.kept\.\d+$/;

/** Where the texts of a server are kept whose operators' words are in `stateFile`; nowhere without one. */
export function keptFolderOf(stateFile: string | undefined): string | undefined {
  return stateFile === undefined ? undefined : besideState(stateFile, 'zones');
}

function shortDigest(text: string, digits: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, digits);
}

function keyOf(file: string): string {
  return shortDigest(resolve(file), 32);
}

/** A file of this name holds the text in force: the name tells the states of all that it was read from. */
function nameOf(file: string, { format, origin = '', read }: Remembered): string {
  const states = read.traced.map(({ path, state }) => `${resolve(path)}\0${state}`);
  return `${keyOf(file)}-${shortDigest([format, origin, ...states].join('\0'), 16)}.kept`;
}

/** What stands in the folder. */
class Kept {
  readonly #byKey = new Map<string, Map<string, number>>();
  octets = 0;

  /** Zone files. */
  get files(): number {
    return this.#byKey.size;
  }

  /** The octets of each version of a zone file, by name. */
  of(key: string): ReadonlyMap<string, number> {
    return this.#byKey.get(key) ?? new Map();
  }

  add(key: string, name: string, octets: number): void {
    const versions = this.#byKey.get(key) ?? new Map<string, number>();
    this.#byKey.set(key, versions.set(name, octets));
    this.octets += octets;
  }

  remove(key: string, name: string): void {
    const versions = this.#byKey.get(key);
    this.octets -= versions?.get(name) ?? 0;
    versions?.delete(name);
    if (versions?.size === 0) this.#byKey.delete(key);
  }
}

/** Whether it is known what is in force, and a broken file may be replaced by it. */
export function isKeepable({ facts }: LoadMemory): boolean {
  return facts.settings !== undefined && !facts.isStrict;
}

/** What was read of no file, as a catalog that this server makes, is not kept. */
function isKept({ isCurrent, read }: Remembered): boolean {
  return isCurrent && read.traced.length > 0;
}

export class KeptFolder {
  readonly #path: string;
  readonly #bounds: KeptBounds;
  #remarks: KeptRemark[] = [];

  constructor(path: string, bounds: KeptBounds = KEPT_BOUNDS) {
    this.#path = path;
    this.#bounds = bounds;
  }

  /**
   * What was kept of a file that is asked for in the same way, the latest first.
   * @param onTrouble takes what is no use, in words
   */
  find({ file, format, origin }: ZoneRequest, onTrouble: (text: string) => void): KeptText[] {
    const key = keyOf(file);
    const names = this.#names().filter(name => NAME.exec(name)?.[1] === key);
    const texts = this.#read(file, names, onTrouble);
    return texts.filter(text => text.format === format && text.origin === origin);
  }

  /** Those of the files of which something was kept, with the format of the latest. */
  formatsOf(files: readonly string[]): ReadonlyMap<string, Pick<KeptText, 'format'>> {
    const found = new Map<string, Pick<KeptText, 'format'>>();
    if (files.length === 0) return found;
    const byKey = new Map<string, string[]>();
    for (const name of this.#names()) {
      const key = NAME.exec(name)?.[1];
      if (key !== undefined) byKey.set(key, [...(byKey.get(key) ?? []), name]);
    }
    for (const file of files) {
      const [latest] = this.#read(file, byKey.get(keyOf(file)) ?? [], () => {});
      if (latest !== undefined) found.set(file, { format: latest.format });
    }
    return found;
  }

  /** What is kept of a file under these names, the latest first. */
  #read(file: string, names: readonly string[], onTrouble: (text: string) => void): KeptText[] {
    const texts: KeptText[] = [];
    for (const name of names) {
      const path = join(this.#path, name);
      try {
        const maxOctets = this.#bounds.fileOctets + HEADER_OCTETS;
        const text = decodeKept(readRegularFile(path, { maxOctets, followsLink: false }).bytes);
        if (text.file === resolve(file)) texts.push(text);
      } catch (error) {
        onTrouble(`the version of ${file} that was kept in ${path} is no use: ${(error as Error).message}`);
      }
    }
    return texts.sort((a, b) => b.readMs - a.readMs);
  }

  /**
   * Whether anything is to be written or removed. It stops after each slice, so that whoever has no time may
   * pause.
   */
  *isBehind(memory: LoadMemory): Generator<void, boolean> {
    const names = this.#names();
    const there = new Set(names);
    let count = 0;
    for (const [file, remembered] of memory.files) {
      if (isKept(remembered) && !there.delete(nameOf(file, remembered))) return true;
      if (++count % SLICE === 0) yield;
    }
    return there.size > 0;
  }

  /**
   * Writes what is in force and not kept yet, and removes what was kept of files that are not asked for any more.
   * @param memory of the load in force
   * @param checkpoint called between files; what it throws ends the work, and the next call goes on
   * @returns what is not kept
   */
  keep(memory: LoadMemory, checkpoint: Checkpoint): readonly KeptRemark[] {
    this.#remarks = [];
    try {
      const kept = this.#sweep(memory);
      for (const [file, remembered] of memory.files) {
        if (!isKept(remembered)) continue;
        checkpoint();
        const { readMs } = remembered.read.zones[0] ?? { readMs: memory.facts.beganMs };
        this.#keepFile(file, remembered, { kept, readMs });
      }
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error;
      this.#remark(NOT_KEPT.FAILED, `last good versions of zones are not kept: ${error.message}`);
    }
    return this.#remarks;
  }

  #names(): string[] {
    try {
      return readdirSync(this.#path);
    } catch {
      return [];
    }
  }

  /** Removes what nobody asks for. @returns all else */
  #sweep({ files, facts }: LoadMemory): Kept {
    const broken = [...facts.leftOut.keys(), ...facts.faults.map(({ file }) => file)];
    const keys = new Set([...files.keys(), ...broken].map(keyOf));
    const kept = new Kept();
    for (const name of this.#names()) {
      const path = join(this.#path, name);
      const key = NAME.exec(name)?.[1];
      if (key === undefined && !UNFINISHED.test(name)) continue;
      const { size = 0, mtimeMs = 0 } = statSync(path, { throwIfNoEntry: false }) ?? {};
      const isGone = key === undefined ? mtimeMs < Date.now() - LEFTOVER_MS : !keys.has(key);
      if (isGone) rmSync(path, { force: true });
      else if (key !== undefined) kept.add(key, name, size);
    }
    return kept;
  }

  /** What is not in force any more goes, unless what is could not be written. */
  #keepFile(file: string, remembered: Remembered, { kept, readMs }: { kept: Kept; readMs: number }): void {
    const key = keyOf(file);
    const name = nameOf(file, remembered);
    const there = kept.of(key);
    if (!there.has(name)) {
      const text = this.#textOf(file, remembered, readMs);
      if (text === undefined) return;
      const octets = text === TOO_LONG ? undefined : encodeKept(text);
      if (octets !== undefined && this.#hasRoom(file, octets.length, { kept, key })) {
        writeWhole(join(this.#path, name), octets);
        kept.add(key, name, octets.length);
      }
    }
    for (const former of [...there.keys()]) {
      if (former === name) continue;
      rmSync(join(this.#path, former), { force: true });
      kept.remove(key, former);
    }
  }

  #textOf(file: string, remembered: Remembered, readMs: number): KeptText | typeof TOO_LONG | undefined {
    const { fileOctets } = this.#bounds;
    const text = textInForce(file, remembered, readMs, fileOctets);
    if (text === TOO_LONG)
      this.#remark(
        NOT_KEPT.LONG,
        `${file} is not kept: with what it includes it is over ${size(fileOctets)}`,
      );
    return text;
  }

  #hasRoom(file: string, octets: number, { kept, key }: { kept: Kept; key: string }): boolean {
    const { allOctets, files } = this.#bounds;
    const own = kept.of(key);
    const others = kept.octets - [...own.values()].reduce((sum, each) => sum + each, 0);
    if (others + octets > allOctets)
      this.#remark(NOT_KEPT.FULL, `${file} is not kept: all together would be over ${size(allOctets)}`);
    else if (own.size === 0 && kept.files >= files)
      this.#remark(NOT_KEPT.MANY, `${file} is not kept: there are over ${files} zone files`);
    else return true;
    return false;
  }

  #remark(why: NotKept, text: string): void {
    if (!this.#remarks.some(each => each.why === why)) this.#remarks.push({ why, text });
  }
}

function size(octets: number): string {
  return octets < MIB ? `${octets} octets` : `${octets / MIB} MiB`;
}
