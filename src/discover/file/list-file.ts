// One file of a list: what is read of it, as far as there is room for it in the list, and why it cannot be used.
import { readdirSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { jsonFault } from '../../source/json-syntax.js';
import { Problems } from '../../source/problem.js';
import { ODDITY, OddFileError, readRegularFile } from '../../source/regular-file.js';
import { isGlob, matchesSegment } from '../../source/wildcard.js';
import { YamlDocument } from '../../source/yaml-document.js';
import { MAX_LIST_OCTETS } from '../bounds.js';
import { ValueCount } from '../list-json.js';
import type { Target } from '../source.js';
import { TargetListError, targetsOf } from '../target-list.js';

/** YAML takes so many times as long to read as JSON: probes wait meanwhile. */
const YAML_SHARE = 16;
/** The most files of one source. */
const MAX_FILES = 1_000;

export const isJson = (path: string) => extname(path).toLowerCase() === '.json';

/** The paths that are meant now, sorted. @throws Error when a folder cannot be read, or there are too many */
export function pathsOf(patterns: readonly string[]): string[] {
  const paths = patterns.flatMap(pattern => {
    if (!isGlob(basename(pattern))) return [pattern];
    const folder = dirname(pattern);
    const names = readdirSync(folder).filter(name => matchesSegment(name, basename(pattern)));
    return names.sort().map(name => join(folder, name));
  });
  if (paths.length > MAX_FILES)
    throw new TargetListError(`${paths.length} files match; at most ${MAX_FILES} are read`);
  return [...new Set(paths)];
}

/** What it takes of the room of a list, for each octet. */
const shareOf = (path: string) => (isJson(path) ? 1 : YAML_SHARE);

/** The room that one list has in all its files. */
export class ListRoom {
  #left = MAX_LIST_OCTETS;

  /** The octets of a file. @throws OddFileError when there is no room for it, or it is no regular file */
  read(path: string): Uint8Array {
    const maxOctets = Math.floor(this.#left / shareOf(path));
    const { bytes } = readRegularFile(path, { maxOctets });
    this.take(bytes.length, path);
    return bytes;
  }

  /** So many octets of a file are a part of the list. */
  take(octets: number, path: string): void {
    this.#left = Math.max(0, this.#left - octets * shareOf(path));
  }
}

/** What a file says is no list. */
class ContentError extends Error {
  override readonly name = 'ContentError';
}

function contentOf(path: string, text: string): unknown {
  if (isJson(path)) {
    try {
      return JSON.parse(text);
    } catch (error) {
      throw new ContentError(`${path} cannot be read: ${jsonReason(text, error as Error)}`);
    }
  }
  const problems = new Problems();
  const document = YamlDocument.parse(text, path, problems);
  if (document !== undefined) return document.data;
  const [{ place, message }] = problems.list;
  throw new ContentError(`${path} cannot be read: line ${place.line}: ${message}`);
}

function jsonReason(text: string, error: Error): string {
  const fault = jsonFault(text);
  if (fault === undefined) return error.message.slice(0, 120);
  return `line ${text.slice(0, fault.offset).split('\n').length}: ${fault.message}`;
}

function countValues(path: string, bytes: Uint8Array): void {
  try {
    new ValueCount().add(bytes);
  } catch (error) {
    throw new ContentError(`${path}: ${(error as Error).message}`);
  }
}

/** The text of a file that may be parsed. @throws Error of which {@link isContentFault} is true */
export function textIn(path: string, bytes: Uint8Array): string {
  if (isJson(path)) countValues(path, bytes);
  return Buffer.from(bytes).toString();
}

/** The targets of a file. @throws Error of which {@link isContentFault} is true */
export function listIn(path: string, bytes: Uint8Array): Target[] {
  const value = contentOf(path, textIn(path, bytes));
  try {
    return targetsOf(value);
  } catch (error) {
    if (error instanceof TargetListError) throw new ContentError(`${path}: ${error.message}`);
    throw error;
  }
}

/** Whether only another content can help. */
export const isContentFault = (error: unknown) => error instanceof ContentError;

/** Why a file cannot be used, for a person. */
export function reasonOf(path: string, error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (isContentFault(error)) return message;
  if (error instanceof TargetListError) return `${path}: ${message}`;
  if (error instanceof OddFileError) {
    if (error.oddity !== ODDITY.LONG) return `${path} is no regular file`;
    const most = isJson(path)
      ? `${MAX_LIST_OCTETS / 2 ** 20} MiB`
      : `${MAX_LIST_OCTETS / YAML_SHARE / 1024} KiB`;
    return `${path} is over ${most}, or all files of the list are`;
  }
  if (code === 'ENOENT') return `${path} is not there`;
  if (code !== undefined && /^E[A-Z]+$/.test(code)) return `${path} cannot be read (${code})`;
  return `${path} cannot be read: ${message.split('\n', 1)[0].slice(0, 120)}`;
}
