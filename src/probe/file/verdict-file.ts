// A file that says which members are up: read in one piece, line by line.
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { endpointFromText } from '../../dns/endpoint.js';
import { fileReadings } from '../../source/file-readings.js';
import { fileStamp } from '../../source/file-stamp.js';
import type { Clock } from '../../time/clock.js';
import { type Saying, sayingOf } from '../statement.js';
import { targetToText } from '../target.js';
import { CommonReading } from './common-reading.js';

const MAX_FILE = 2 ** 20;

/**
 * File systems stamp changes by a clock that lags a little: a file that has just changed may do so again,
 * unseen.
 */
const SETTLED_MS = 100;

/** What one line says. */
export interface Verdict {
  readonly saying: Saying;
  /** Whatever stands behind it. */
  readonly text: string;
}

export interface VerdictFile {
  /** By address and port as {@link targetToText} writes them. */
  readonly verdicts: ReadonlyMap<string, Verdict>;
  /** The first line that says nothing that can be understood, counted from 1. */
  readonly badLine: number | undefined;
}

/**
 * Reads `ADDRESS up TEXT` and `ADDRESS:PORT drain 50% TEXT`, one a line; `#` begins a comment. The last of
 * several counts.
 */
export function parseVerdicts(text: string): VerdictFile {
  const verdicts = new Map<string, Verdict>();
  let badLine: number | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    const said = line.replace(/#.*/, '').trim();
    if (said === '') continue;
    const [place, ...words] = said.split(/\s+/);
    const saying = sayingOf(words);
    const endpoint = endpointFromText(place);
    if (endpoint === undefined || saying === undefined) badLine ??= index + 1;
    else verdicts.set(targetToText(endpoint), { saying, text: words.slice(saying.length).join(' ') });
  }
  return { verdicts, badLine };
}

interface Known {
  readonly stamp: string;
  readonly file: VerdictFile;
}

/** A file as it was read last, and its readings, which are shared by all who ask. */
export class VerdictReader {
  readonly #path: string;
  readonly #readings: CommonReading<VerdictFile>;
  #known: Known | undefined;

  constructor(path: string, clock: Pick<Clock, 'now' | 'after'>) {
    this.#path = path;
    const look = (begun: () => void) =>
      fileReadings.run(path, () => {
        begun();
        return this.#read();
      });
    this.#readings = new CommonReading(look, clock);
  }

  /** What the file says now. @throws Error with a reason that can be shown, or of the system */
  read(): Promise<VerdictFile> {
    return this.#readings.read();
  }

  async #read(): Promise<VerdictFile> {
    // Opening a pipe must not wait for its writer.
    const handle = await open(this.#path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      return await this.#readFrom(handle);
    } finally {
      await handle.close();
    }
  }

  async #readFrom(handle: FileHandle): Promise<VerdictFile> {
    const status = await handle.stat({ bigint: true });
    if (!status.isFile()) throw new Error('it is not a regular file');
    if (status.size > MAX_FILE) throw new Error('it is over 1 MiB');
    const stamp = fileStamp(status);
    if (this.#known?.stamp === stamp) return this.#known.file;
    const octets = Buffer.alloc(Number(status.size));
    const { bytesRead } = await handle.read(octets, 0, octets.length, 0);
    const file = parseVerdicts(octets.toString('utf8', 0, bytesRead));
    const isSettled = Date.now() - Number(status.ctimeMs) > SETTLED_MS;
    this.#known = isSettled ? { stamp, file } : undefined;
    return file;
  }
}
