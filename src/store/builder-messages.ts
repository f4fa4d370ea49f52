// What the control thread and the builder send each other: plain data, and a word of shared memory.
import type { KeptRemark } from '../config/kept-folder.js';
import type { LoadOptions } from '../config/load.js';
import type { PackedMemory } from '../config/packed-memory.js';
import type { Unread } from '../config/unread-files.js';
import type { CompiledZone } from '../image/served-zone.js';
import type { Problems } from '../source/problem.js';
import type { AddedZone, Build } from './build.js';
import type { PackedLists } from './config-lists.js';
import type { Comparison, Comparisons } from './zone-change.js';

/** What a builder begins with. */
export interface BuilderStart {
  readonly options: LoadOptions;
  readonly former: FormerLoad;
  /** As in `BuilderHost`. */
  readonly stateFile: string | undefined;
  /** See {@link WANTED}. */
  readonly words: SharedArrayBuffer;
}

/** What is known of the load in force. */
export type FormerLoad =
  | { readonly kind: 'memory'; readonly memory: PackedMemory }
  /** When what was remembered is lost: the apexes of the zones in force, so that all is read anew but compared. */
  | { readonly kind: 'zones'; readonly labels: readonly string[] };

/** The word that holds the number of the reload that is wanted: one with another number is given up. */
export const WANTED = 0;

/** Load everything again. */
export interface BuildOrder {
  readonly kind: 'build';
  readonly number: number;
  /** The number of the last reload that has come into force; 0 while that is the first load. */
  readonly inForce: number;
  /** As in {@link LoadOptions}. */
  readonly awaited: readonly string[];
  readonly updated: readonly string[];
  readonly expired: readonly string[];
}

/** What the control thread sends. */
export type BuilderOrder =
  | BuildOrder
  /** Answers {@link BuilderQuestion}. */
  | { readonly kind: 'images'; readonly images: readonly CompiledZone[] }
  | { readonly kind: 'taken' }
  /** Keep what is in force for the time after a restart. It is given up when another reload than this is wanted. */
  | { readonly kind: 'keep'; readonly number: number; readonly inForce: number }
  /** Hand over what is remembered, and end. */
  | { readonly kind: 'end'; readonly inForce: number };

/** What the builder asks in the middle of its work; it goes on when it has the answer. */
export type BuilderQuestion =
  /** The images of former zones. */
  | { readonly kind: 'images'; readonly positions: readonly number[] }
  /** Some of the zones that were added: of very many all at once would hold up the control thread. */
  | { readonly kind: 'take'; readonly added: readonly AddedZone[]; readonly compared: readonly Comparison[] };

/** What a load found beside what is served by it. */
export interface LoadReport {
  readonly problems: Pick<Problems, 'list' | 'dropped' | 'errorCount' | 'isCut'>;
  /** All files and folders that were looked at; undefined when they are those of the report before. */
  readonly files: readonly string[] | undefined;
  readonly beganMs: number;
  /** As in {@link Loaded}. */
  readonly doubtful: readonly string[];
  /** As in {@link Loaded}. */
  readonly unread: Unread;
  readonly shortage?: string;
}

/** How a reload went. */
export type BuilderResult =
  /** The zones that were added came before, by questions. */
  | {
      readonly kind: 'built';
      readonly report: LoadReport;
      readonly build: Omit<Build, 'added'>;
      /** Which its configuration does not have. */
      readonly lists: PackedLists;
      readonly gone: Comparisons['gone'];
    }
  /** Files have errors, and nothing of the load can be served. */
  | { readonly kind: 'refused'; readonly report: LoadReport }
  /** A newer reload is wanted. */
  | { readonly kind: 'overtaken' }
  | { readonly kind: 'failed'; readonly message: string };

/** What the builder posts. */
export type BuilderReport =
  /** What is not kept for the time after a restart. */
  | { readonly kind: 'kept'; readonly remarks: readonly KeptRemark[] }
  | { readonly kind: 'question'; readonly question: BuilderQuestion }
  | { readonly kind: 'result'; readonly number: number; readonly result: BuilderResult }
  | { readonly kind: 'memory'; readonly inForce: number; readonly memory: PackedMemory };
