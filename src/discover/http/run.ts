// Asks a server for a list of targets from time to time.
import { realpathSync } from 'node:fs';
import { sep } from 'node:path';
import { readRegularFile } from '../../source/regular-file.js';
import type { Cancel } from '../../time/clock.js';
import { Polling } from '../polling.js';
import type { SourceHost, SourceReport, SourceRules } from '../source.js';
import { targetsOf } from '../target-list.js';
import { getJson } from '../wire/get.js';
import type { HttpSettings } from './spec.js';

const MAX_TOKEN = 16_384;
/** The bounds of what a server may ask for. */
const [LEAST_AGAIN_MS, MOST_AGAIN_MS] = [1_000, 3_600_000];
const AGAIN = 'x-prometheus-refresh-interval-seconds';

/**
 * The token. Who writes zones is not thereby allowed to have any file sent away, so that it lies where the zone does.
 * @throws Error
 */
function tokenIn({ file, folder }: NonNullable<HttpSettings['token']>): string {
  let path: string;
  try {
    path = realpathSync(file);
  } catch (error) {
    throw new Error(`the token cannot be read: ${file} (${(error as NodeJS.ErrnoException).code})`);
  }
  if (!path.startsWith(realpathSync(folder === '' ? '.' : folder) + sep))
    throw new Error(`the token has to be a file below ${folder === '' ? '.' : folder}, and ${file} is not`);
  const text = Buffer.from(readRegularFile(path, { maxOctets: MAX_TOKEN }).bytes)
    .toString()
    .trim();
  if (!/^[\x21-\x7e]+$/.test(text))
    throw new Error(`${file} holds no token: expected one line without blanks`);
  return text;
}

function againMs(seconds: string | string[] | undefined): { readonly againMs?: number } {
  const value = Number(seconds);
  if (seconds === undefined || !(value > 0)) return {};
  return { againMs: Math.min(MOST_AGAIN_MS, Math.max(LEAST_AGAIN_MS, value * 1_000)) };
}

/** Looks at the token. */
export function check({ token }: HttpSettings, _: SourceRules, { fault }: SourceReport): void {
  try {
    if (token !== undefined) tokenIn(token);
  } catch (error) {
    fault((error as Error).message);
  }
}

export function open({ url, token, ...times }: HttpSettings, host: SourceHost): Cancel {
  const polling = new Polling(host, times, async (signal, spend) => {
    // It may be another one each time.
    const headers: Record<string, string> =
      token === undefined ? {} : { authorization: `Bearer ${tokenIn(token)}` };
    const { value, headers: said } = await getJson({ url: new URL(url), headers, signal }, spend);
    return { targets: targetsOf(value), ...againMs(said[AGAIN]) };
  });
  return () => polling.close();
}
