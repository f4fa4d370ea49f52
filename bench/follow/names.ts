// The names whose answers change: each has two addresses, of which one comes and goes.
import type { Command } from '../peers/peer.js';

/** So many that a change has long been seen everywhere when the next one of the same name comes. */
export const NAMES = 40;
/** The address that each name has, besides its own. */
export const STEADY = '127.0.7.1';

export const labelOf = (number: number) => `p${number}`;
export const addressOf = (number: number) => `127.0.8.${number + 1}`;
export const NUMBERS: readonly number[] = Array.from({ length: NAMES }, (_, number) => number);

/** A primary or a secondary, and where it is. */
export interface Place {
  /** For what it writes. */
  readonly folder: string;
  readonly port: number;
}

/** A server that hands a zone out. */
export interface Primary {
  readonly name: string;
  /** The one zone that comes from it. */
  readonly zone: string;
  /** What tells it of a change. */
  readonly told: string;
  /** @param secondaries the ports of those that it tells of new versions */
  prepare(place: Place, secondaries: readonly number[]): Command;
  /** Opens the way to change it. */
  open(place: Place): Promise<Changer>;
}

/** Changes a zone at its primary. */
export interface Changer {
  /** Has the own address of a name come or go. @returns when the primary knew of it, in milliseconds since 1970 */
  change(number: number, isThere: boolean): Promise<number>;
  close(): void;
}
