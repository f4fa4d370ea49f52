// What a kind of probe is made of: how it is written in YAML, and what runs it.
import type { z } from 'zod';
import type { ProbeResult } from './result.js';
import type { Target } from './target.js';
import type { ProbeTiming } from './timing.js';

/** Why a probe cannot be used as it is written. */
export interface ProbeFault {
  readonly message: string;
  readonly hint?: string;
  /** The key that is at fault, when it is one. */
  readonly key?: string;
  /** Keys and indices that lead to the part that is at fault; absent when that is the whole. */
  readonly path?: readonly (string | number)[];
}

/** What the runner of a kind is given: the settings of the kind, and the deadline. */
export type Timed<Settings> = Settings & Pick<ProbeTiming, 'timeoutMs'>;

/** What runs the probes of a kind. */
export interface Runner<Settings> {
  /** Tries a target once. Never rejects, and resolves within `timeoutMs`. */
  probe(target: Target, spec: Timed<Settings>): Promise<ProbeResult>;
}

/** A kind of which it is not known what its settings are. */
export interface AnyProbeKind {
  /** The schema of the value under the key that is called like the kind and chooses it. */
  readonly choice: z.ZodType;
  /** What that value says. */
  choose(value: never): object;
  /** What it says of places, which are relative to the folder of the file that names them. */
  locate?(fields: never, folder: string): object;
  /** The schemas of its further keys, each called like the field that it gives. */
  readonly keys: object;
  readonly defaults: object;
  /** The port when neither the member nor the probe names one. */
  readonly usualPort?: number;
  /** What is wrong with the fields together, where each is right by itself. */
  fault?(fields: never): ProbeFault | undefined;
  /**
   * It uses what this machine has, such as commands and files, and so belongs to who configures the server.
   */
  readonly isLocal?: true;
  /** It goes to a port, and has no usual one. */
  readonly needsPort?: true;
  /** The port of the probe goes before those of the members. */
  readonly hasOwnPort?: true;
  /** The name that it asks for, of records that belong to `owner`; absent when it asks for none. */
  probedName?(settings: never, owner: string): string;
  /**
   * Loads what runs it, with its first probe: few servers need all kinds. Absent when there is nothing to
   * run.
   */
  load?(): Promise<Runner<never>>;
}

/** Fields of the settings, and of those that all kinds have, as far as they are given. */
type Fields<Settings> = Partial<Settings & ProbeTiming>;

/** @typeParam Settings what is settled about one probe of the kind, beside its timing */
export interface ProbeKind<Settings extends object> extends AnyProbeKind {
  choose(value: never): Fields<Settings>;
  locate?(fields: Fields<Settings>, folder: string): Fields<Settings>;
  readonly keys: { readonly [Key in keyof Settings]?: z.ZodType<Settings[Key] | undefined> };
  readonly defaults: Partial<Settings>;
  fault?(fields: Fields<Settings>): ProbeFault | undefined;
  probedName?(settings: Settings, owner: string): string;
  load?(): Promise<Runner<Settings>>;
}
