// The file of the tokens of the admin address: its form, how it is read, and how `rondo token` changes it.
import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fchownSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { stringify } from 'yaml';
import { z } from 'zod';
import type { Problems } from '../source/problem.js';
import { YamlDocument } from '../source/yaml-document.js';
import { MAX_TOKEN_NAME, MAX_TOKENS, TOKEN_NAME, TOKEN_RIGHTS, type Token } from '../view/token.js';
import { decodeText } from './source-files.js';

/** {@link MAX_TOKENS} entries take a fifth of it. */
export const MAX_TOKEN_FILE = 128 * 1024;
const ROOT = 0;
const OWNER_ONLY = 0o600;
/** A change that began so long ago has broken off. */
const BROKEN_OFF_MS = 10_000;
/** With 256 bits of chance nobody guesses one. So a fast hash is enough: a slow one protects what people make up. */
const TOKEN_OCTETS = 32;
/** By which programs that look for secrets in texts can find it. */
const PREFIX = 'rondo_';

const NAME = `expected up to ${MAX_TOKEN_NAME} letters, digits, dots, dashes, underscores and @`;
const DIGEST = 'expected 64 hexadecimal digits';
const MOMENT = 'expected a moment such as 2026-12-24T18:00:00Z';
const moment = z.iso.datetime({ error: MOMENT, offset: true });

const entry = z.strictObject({
  name: z
    .string()
    .min(1, { error: NAME })
    .max(MAX_TOKEN_NAME, { error: NAME })
    .regex(TOKEN_NAME, { error: NAME }),
  rights: z.enum(TOKEN_RIGHTS),
  sha256: z.string().regex(/^[0-9a-f]{64}$/i, { error: DIGEST }),
  created: moment,
  expires: moment.optional(),
});
export type TokenEntry = z.output<typeof entry>;

const tokenFile = z
  .strictObject({
    tokens: z.array(entry).max(MAX_TOKENS, { error: `expected at most ${MAX_TOKENS} tokens` }),
  })
  .superRefine(({ tokens }, context) => {
    const names = new Set<string>();
    for (const [index, { name }] of tokens.entries()) {
      if (names.has(name))
        context.addIssue({
          code: 'custom',
          message: `there are two tokens with the name ${name}`,
          path: ['tokens', index, 'name'],
        });
      names.add(name);
    }
  });

/** What a server needs of the entries. */
export function tokensIn(entries: readonly TokenEntry[]): Token[] {
  return entries.map(({ name, rights, sha256, expires }) => ({
    ...{ name, rights, digest: Buffer.from(sha256, 'hex') },
    expiresMs: expires === undefined ? undefined : Date.parse(expires),
  }));
}

/** The entries of a file; what is wrong with it goes to `problems`. @throws FileError when it is no text */
export function parseTokens(
  file: string,
  bytes: Uint8Array,
  problems: Problems,
): readonly TokenEntry[] | undefined {
  const document = YamlDocument.parse(decodeText(file, bytes), file, problems);
  return document?.validate(tokenFile)?.tokens;
}

/** A token that nobody has, and its hash in hexadecimal digits. */
export function newToken(): { readonly token: string; readonly sha256: string } {
  const token = PREFIX + randomBytes(TOKEN_OCTETS).toString('base64url');
  return { token, sha256: createHash('sha256').update(token).digest('hex') };
}

const HEAD = '# Made by `rondo token`: hashes of tokens, which stand nowhere else.\n';

/**
 * Changes the file whole or not at all; of two that change it at once, one is refused.
 * @param change of the entries that are there
 * @throws Error
 */
export function changeTokens(file: string, change: () => readonly TokenEntry[]): void {
  // A link stays, and leads to the new one.
  const path = existsSync(file) ? realpathSync(file) : file;
  const next = `${path}.new`;
  removeBrokenOff(next);
  let handle: number;
  try {
    handle = openSync(next, 'wx', OWNER_ONLY);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new Error(`${next} is there: another rondo token changes the file; try again`);
  }
  try {
    try {
      writeFileSync(handle, HEAD + stringify({ tokens: change() }));
      keepOwner(path, handle);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(next, path);
  } catch (error) {
    rmSync(next, { force: true });
    throw error;
  }
}

/** Root makes it for the server, to which its folder belongs. */
function keepOwner(path: string, handle: number): void {
  if (process.getuid?.() !== ROOT) return;
  const { uid, gid } = statSync(path, { throwIfNoEntry: false }) ?? statSync(dirname(path));
  fchownSync(handle, uid, gid);
}

function removeBrokenOff(next: string): void {
  const there = statSync(next, { throwIfNoEntry: false });
  if (there !== undefined && Date.now() - there.mtimeMs > BROKEN_OFF_MS) rmSync(next, { force: true });
}
