// What `rondo token` does: finds the file that a configuration names, lists its tokens, adds one and removes one.
import { dirname } from 'node:path';
import { pathFrom } from '../source/path-from.js';
import { Problems } from '../source/problem.js';
import { strangerBesideOwner } from '../source/strangers.js';
import { rfc3339 } from '../time/rfc3339.js';
import { ERROR_CODE, RequestError } from '../view/request-error.js';
import { MAX_TOKENS, type TokenRights, type TokensView, type TokenView } from '../view/token.js';
import { readConfigFile } from './config-file.js';
import { FileError, SourceFiles } from './source-files.js';
import { changeTokens, MAX_TOKEN_FILE, newToken, parseTokens, type TokenEntry } from './token-file.js';

/** The files of a user have mistakes, which are to be shown. */
export class MistakesError extends Error {
  override readonly name = 'MistakesError';

  constructor(readonly problems: Problems) {
    super('there are mistakes');
  }
}

/**
 * The file of tokens that a configuration names; undefined when it names none. Mistakes in other keys do not matter.
 * @throws MistakesError
 */
export function tokenFileOf(configFile: string): string | undefined {
  const problems = new Problems();
  const { admin } = readConfigFile(configFile, new SourceFiles(), problems).input;
  const name = typeof admin === 'object' ? admin.tokens : undefined;
  if (name !== undefined) return pathFrom(dirname(configFile), name);
  if (admin === undefined && problems.hasErrors) throw new MistakesError(problems);
  return undefined;
}

/** None when there is no file. @throws MistakesError @throws FileError when it cannot be read */
function entriesOf(file: string): readonly TokenEntry[] {
  const problems = new Problems();
  let bytes: Uint8Array;
  try {
    ({ bytes } = new SourceFiles().read(file, MAX_TOKEN_FILE));
  } catch (error) {
    if (error instanceof FileError && error.isMissing) return [];
    throw error;
  }
  const entries = parseTokens(file, bytes, problems);
  if (entries === undefined) throw new MistakesError(problems);
  return entries;
}

const shownEntry = ({ name, rights, created, expires }: TokenEntry) => ({
  ...{ name, rights, created },
  ...(expires === undefined ? {} : { expires }),
});

/** @throws MistakesError @throws FileError */
export function listTokens(file: string, nowMs: number): TokensView {
  const tokens = entriesOf(file).map(entry => ({
    ...shownEntry(entry),
    expired: entry.expires !== undefined && Date.parse(entry.expires) <= nowMs,
  }));
  return { file, tokens };
}

/** What is wanted of a new token. */
export interface WantedToken {
  readonly name: string;
  readonly rights: TokenRights;
  /** Undefined for never. */
  readonly expiresAfterMs: number | undefined;
}

/** @throws RequestError when there cannot be such a one @throws MistakesError @throws FileError @throws Error of the system */
export function addToken(
  file: string,
  { name, rights, expiresAfterMs }: WantedToken,
  nowMs: number,
): TokenView {
  const stranger = strangerBesideOwner(file);
  if (stranger !== undefined) throw new RequestError(ERROR_CODE.FORBIDDEN, stranger.text);
  const { token, sha256 } = newToken();
  const expires = expiresAfterMs === undefined ? {} : { expires: rfc3339(nowMs + expiresAfterMs) };
  const entry = { name, rights, sha256, created: rfc3339(nowMs), ...expires };
  changeTokens(file, () => {
    const there = entriesOf(file);
    if (there.some(each => each.name === name))
      throw new RequestError(ERROR_CODE.INVALID_INPUT, `there is a token ${name}`, 'remove it first');
    if (there.length >= MAX_TOKENS)
      throw new RequestError(ERROR_CODE.LIMIT_REACHED, `there are ${MAX_TOKENS} tokens`, 'remove some first');
    return [...there, entry];
  });
  return { ...shownEntry(entry), token, file };
}

/** @throws as {@link addToken} */
export function removeToken(file: string, name: string): void {
  changeTokens(file, () => {
    const there = entriesOf(file);
    const rest = there.filter(each => each.name !== name);
    if (rest.length < there.length) return rest;
    const names = there.map(each => each.name);
    const hint = names.length === 0 ? 'there are none' : `there are ${names.join(', ')}`;
    throw new RequestError(ERROR_CODE.INVALID_INPUT, `there is no token ${name}`, hint);
  });
}
