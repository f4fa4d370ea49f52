// Zone files whose $INCLUDE lines BIND follows from its own folder: copied side by side, as here they may not leave the folder of the zone.
import { statSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import { FileError, SourceFiles } from '../source-files.js';
import { folderOf } from './input.js';
import { zonePath } from './zone-text.js';

const INCLUDE = /^([ \t]*\$INCLUDE[ \t]+)(?:"([^"\n]+)"|([^\s";]+))/gim;

/** The longest file that is copied, in octets. */
const MAX_OCTETS = 4 * 2 ** 20;

/** The most files that one zone is of. */
const MAX_FILES = 100;

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** A zone as it will be written. */
export interface ZoneCopy {
  /** That of the zone, in the folder that is written. */
  readonly path: string;
  /** The zone and what it includes, by their paths there. */
  readonly texts: ReadonlyMap<string, string>;
  /** Of each, the rights of its source. */
  readonly rights: ReadonlyMap<string, number>;
}

/** A file with its name in the copy. */
interface Copied {
  readonly from: string;
  readonly to: string;
}

class ZoneCopier {
  readonly texts = new Map<string, string>();
  readonly rights = new Map<string, number>();
  /** Whether an include leads elsewhere than it does here. */
  isElsewhere = false;

  /** @param folder that of BIND @param home that of the zone file */
  constructor(
    readonly folder: string,
    readonly home: string,
  ) {}

  /** @throws FileError, TypeError when a file cannot be read */
  add({ from, to }: Copied): void {
    if (this.texts.has(to) || this.texts.size >= MAX_FILES) return;
    this.texts.set(to, '');
    const text = UTF8.decode(new SourceFiles().read(from, MAX_OCTETS).bytes);
    const settled = text.replace(INCLUDE, (_, before: string, quoted?: string, plain?: string) => {
      const found = this.#target(quoted ?? plain ?? '', folderOf(from));
      this.add(found);
      return `${before}"${found.to.replace('zones/', '')}"`;
    });
    this.texts.set(to, settled);
    this.rights.set(to, (statSync(from, { throwIfNoEntry: false })?.mode ?? 0) & 0o666);
  }

  #target(written: string, beside: string): Copied {
    const from = resolve(this.folder, written);
    if (from !== resolve(beside, written) || !from.startsWith(`${this.home}${sep}`)) this.isElsewhere = true;
    const name = relative(this.folder, from).replace(/[^A-Za-z0-9.-]+/g, '_');
    return { from, to: `zones/${name.replace(/^[._]+/, '').slice(-200)}` };
  }
}

/** Copies a zone file and what it includes. @param folder that of BIND @returns undefined when it can be served where it is, or cannot be read */
export function copyZone(file: string, name: string, folder: string): ZoneCopy | undefined {
  const path = zonePath(name, 'zone');
  const copier = new ZoneCopier(resolve(folder), folderOf(file));
  try {
    copier.add({ from: file, to: path });
  } catch (error) {
    // What is wrong with the file is said by those who read it as a zone.
    if (error instanceof FileError || error instanceof TypeError) return undefined;
    throw error;
  }
  return copier.isElsewhere ? { path, texts: copier.texts, rights: copier.rights } : undefined;
}
