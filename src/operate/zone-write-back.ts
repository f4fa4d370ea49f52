// Writes a zone as it is served into the master file that it was read from.
import { copyFile, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { nameToText } from '../dns/name.js';
import type { CompiledZone } from '../image/served-zone.js';
import { ServedZone } from '../image/served-zone.js';
import { syncFolder } from '../source/folder.js';
import { zoneText } from './zone-records.js';

/** What a file was like at one time. */
export interface FileMark {
  readonly ino: number;
  readonly size: number;
  readonly mtimeMs: number;
}

/** @throws Error of the file system */
export async function markOf(file: string): Promise<FileMark> {
  const { ino, size, mtimeMs } = await stat(file);
  return { ino, size, mtimeMs };
}

/**
 * Writes the file beside the former one, which stays under the same name with `~`, and puts it in its place.
 * @param mark of the file as it was read: when it is another one now, it is left alone
 * @throws Error in words or of the system; the file is as it was
 */
export async function writeZoneFile(file: string, image: CompiledZone, mark: FileMark): Promise<void> {
  const next = `${file}.${process.pid}.rondo~`;
  const { mode } = await stat(file);
  try {
    const handle = await open(next, 'w', mode);
    try {
      const origin = nameToText(new ServedZone(image).origin);
      await handle.write(`; as it was served, by \`rondo zone sync\`\n$ORIGIN ${origin}\n`);
      for await (const line of zoneText(image)) await handle.write(line);
      await handle.sync();
    } finally {
      await handle.close();
    }
    const now = await markOf(file);
    if (now.ino !== mark.ino || now.size !== mark.size || now.mtimeMs !== mark.mtimeMs)
      throw new Error(`${file} was changed meanwhile`);
    await copyFile(file, `${file}~`);
    await rename(next, file);
    await syncFolder(dirname(file));
  } finally {
    await rm(next, { force: true });
  }
}
