// Files that a pattern of zone files matches and that are not read, since they look like no zones.
import { basename } from 'node:path';
import type { Problem, Problems } from '../source/problem.js';

/** One of them, and why. */
export interface UnreadFile {
  readonly file: string;
  /** Stands in brackets behind the name. */
  readonly why: string;
}

/** All of one load: plain data. */
export interface Unread {
  /** The first ones. */
  readonly files: readonly UnreadFile[];
  readonly count: number;
  /** All that were looked into in vain, those of which a warning tells, and those that were passed over. */
  readonly paths: readonly string[];
  /** That some were not even looked into, if so. */
  readonly problem?: Problem | undefined;
}

/** The most that are named. */
const MAX_NAMED = 20;

/** After so many files that are no zones, no more are looked into. */
const MAX_LOOKS = 1_000;

/** What editors and tools leave behind is no zone, whatever is in it. */
const LEFTOVER =
  /~$|^[.#]|\.(?:bak|backup|old|orig|rej|tmp|temp|save|swp|swo|swx|part|lock|jnl|jbk|new|disabled|off|(?:old|bak|orig|save)\.\d+|(?:dpkg|ucf)-\w+|rpm\w+)$/i;

/** Whether a file is such a leftover, by its name. */
export function isLeftover(file: string): boolean {
  return LEFTOVER.test(basename(file));
}

/** What is said of the configuration of another program. */
export function foreignText(program: string): string {
  return `looks like ${program}'s configuration`;
}

/** The command that reads one. */
export function importCommand(file: string): string {
  return `rondo import ${file}`;
}

/** Collects them. */
export class UnreadList implements Unread {
  readonly files: UnreadFile[] = [];
  readonly paths: string[] = [];
  count = 0;
  /** How many were passed over, since so many were looked into before. */
  #passed = 0;
  /** Said when some were passed over: it is no fault of the settings. */
  problem: Problem | undefined;
  readonly problems: Problems;

  /** @param problems takes what was surely meant to be read */
  constructor(problems: Problems) {
    this.problems = problems;
  }

  /** Whether so many files were looked at in vain that no more are. */
  get isFull(): boolean {
    return this.paths.length - this.#passed >= MAX_LOOKS;
  }

  /** Whether files were passed over, of which some may be zones. */
  get hasPassed(): boolean {
    return this.#passed > 0;
  }

  /** @param why it is taken for no zone */
  add(file: string, why: string): void {
    this.#add(file, `no zone: ${why}`);
  }

  /** Adds the configuration of another program. @param program by its name */
  addForeign(file: string, program: string): void {
    this.#add(file, `${foreignText(program)}: \`${importCommand(file)}\``);
  }

  #add(file: string, why: string): void {
    this.paths.push(file);
    this.count++;
    if (this.files.length < MAX_NAMED) this.files.push({ file, why });
  }

  /** Adds one that is not looked into. */
  pass(file: string): void {
    this.paths.push(file);
    this.#passed++;
  }

  /** Adds one that was meant to be read. @param hint what to do */
  warn(file: string, why: string, hint: string): void {
    this.paths.push(file);
    this.problems.warning({ file, line: 1, column: 1 }, `the file is not read: ${why}`, { hint });
  }
}

/** `zones/notes.txt (no zone: first line is "…")`: one text for each that is named. */
export function unreadTexts({ files }: Unread): string[] {
  // Names of files are written by anybody, and a terminal obeys what it reads.
  return files.map(({ file, why }) => `${file.replace(/[\p{Cc}\p{Cf}]/gu, '?')} (${why})`);
}
