// What tells a file from all that stood or will stand in its place.
import type { BigIntStats } from 'node:fs';

/** Equal for two looks between which the file was not written to, nor another one put in its place. */
export function fileStamp({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return `${dev} ${ino} ${size} ${mtimeNs} ${ctimeNs}`;
}
