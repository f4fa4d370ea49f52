// Whether the shell has put names of files in the place of a pattern that was meant for a server.
import { existsSync } from 'node:fs';
import { ERROR_CODE, RequestError } from '../view/request-error.js';

/**
 * The refusal of members, with what to do when a pattern without quotes has become names of files.
 * @param words as they came from the shell
 */
export function withPatternHint(error: unknown, words: readonly string[]): unknown {
  if (!(error instanceof RequestError)) return error;
  const { code, message } = error;
  if (code !== ERROR_CODE.UNKNOWN_MEMBER && code !== ERROR_CODE.INVALID_INPUT) return error;
  const file = words.find(word => message.includes(word) && !word.includes('/') && existsSync(word));
  if (file === undefined) return error;
  const hint = `${file} is a file here: if you wrote a pattern, the shell has put files in its place; quote it, as in 'api-*'`;
  return new RequestError(code, message, hint);
}
