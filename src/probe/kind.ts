// What a kind of probe is made of, as far as files and their checks are concerned; `health/probe` runs it.
import type { z } from 'zod';
import type { ProbeOverrides } from './spec.js';
import { tlsFault, tlsKeys } from './tls/settings.js';

/** Why a probe cannot be used as it is written. */
export interface ProbeFault {
  readonly message: string;
  readonly hint?: string;
  /** The key that is at fault, when it is one. */
  readonly key?: string;
}

export interface ProbeKind {
  /** The schema of the value under the key that is called like the kind and chooses it. */
  readonly choice: z.ZodType;
  /** What that value says. */
  choose(value: never): ProbeOverrides;
  /** What it says of places, which are relative to the folder of the file that names them. */
  locate?(fields: ProbeOverrides, folder: string): ProbeOverrides;
  /** The schemas of its further keys, each called like the field of the spec that it gives. */
  readonly keys: Readonly<Record<string, z.ZodType>>;
  readonly defaults: ProbeOverrides;
  /** The port when neither the member nor the probe names one. */
  readonly usualPort?: number;
  /** What is wrong with the fields together, where each is right by itself. */
  fault?(fields: ProbeOverrides): ProbeFault | undefined;
  /** It uses what this machine has, such as commands and files, and so belongs to who configures the server. */
  readonly isLocal?: true;
  /** It goes to a port, and has no usual one. */
  readonly needsPort?: true;
  /** The port of the probe goes before those of the members. */
  readonly hasOwnPort?: true;
}

/** The value of a choosing key that may only name the port. */
export function choosePort(value: true | number): ProbeOverrides {
  return value === true ? {} : { port: value };
}

/** As {@link tlsFault}, for a kind that speaks TLS only when told to: without it, keys of TLS have no effect. */
export function optionalTlsFault(fields: ProbeOverrides): ProbeFault | undefined {
  if (fields.tls === true) return tlsFault(fields);
  const key = Object.keys(tlsKeys).find(each => each in fields);
  if (key === undefined) return undefined;
  return { key, message: `"${key}" has no effect without TLS`, hint: 'add `tls: true`' };
}
