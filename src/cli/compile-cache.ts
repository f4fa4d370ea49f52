// Where newer versions of Node keep this program in its compiled form, so that the next start need not compile it.
import { existsSync, lstatSync, readdirSync, realpathSync, rmSync, statSync } from 'node:fs';
import module from 'node:module';
import { isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeFolder } from '../source/folder.js';
import { ownIds, strangerAt } from '../source/strangers.js';

/** One folder for each version of Node and of this program; more than these are removed. */
const MAX_FOLDERS = 4;
const OTHERS = 0o077;

/** Node 22.1 and later have it. */
type EnableCompileCache = (folder: string) => { readonly directory?: string };

/**
 * Has Node keep what it compiles from now on, in a folder that only this user can write to: what is in it is run.
 * Where there is none, nothing is kept, and nobody is told. Threads that are started later keep theirs there, too.
 * @param program the file that was started, as a URL
 */
export function keepCompiled(
  program: string,
  env: NodeJS.ProcessEnv = process.env,
  enable: EnableCompileCache | undefined = (module as { enableCompileCache?: EnableCompileCache })
    .enableCompileCache,
): void {
  // Whoever sets one of these has said what is to be done.
  if (enable === undefined || env.NODE_COMPILE_CACHE !== undefined || env.NODE_DISABLE_COMPILE_CACHE) return;
  try {
    const folder = compiledFolder(env, fileURLToPath(program));
    if (folder !== undefined && enable(folder).directory !== undefined) env.NODE_COMPILE_CACHE = folder;
  } catch {
    // A full disk, a folder without rights: the program is compiled, as ever.
  }
}

/**
 * The folder for this version of the program, made if need be.
 * @returns undefined where others could write to it. @throws when it cannot be made
 */
function compiledFolder(env: NodeJS.ProcessEnv, program: string): string | undefined {
  const cache = cacheFolder(env);
  const ids = ownIds();
  // Nothing is made where it could not be used, such as by root in the home of another user.
  if (cache === undefined || ids === undefined || strangerAt(cache, ids) !== undefined) return undefined;
  const all = join(cache, 'compiled');
  const { mtimeMs, size } = statSync(program);
  const parts = [process.version, program.slice(-80), Math.trunc(mtimeMs), size];
  const named = join(all, parts.join('-').replace(/[^\w.-]+/g, '-'));
  const isNew = !existsSync(named);
  makeFolder(named, 0o700);
  const folder = realpathSync(named);
  if ((lstatSync(folder).mode & OTHERS) !== 0 || strangerAt(folder, ids) !== undefined) return undefined;
  if (isNew) removeOldest(all);
  return folder;
}

/** The folder that systemd gives a service, else that of the user (XDG Base Directory Specification: absolute, or ignored). */
function cacheFolder(env: NodeJS.ProcessEnv): string | undefined {
  const ofService = env.CACHE_DIRECTORY?.split(':')[0];
  if (ofService) return ofService;
  const { XDG_CACHE_HOME, HOME } = env;
  if (XDG_CACHE_HOME && isAbsolute(XDG_CACHE_HOME)) return join(XDG_CACHE_HOME, 'rondo');
  return HOME && isAbsolute(HOME) ? join(HOME, '.cache', 'rondo') : undefined;
}

function removeOldest(all: string): void {
  const byAge = readdirSync(all)
    .map(name => ({ path: join(all, name), madeMs: lstatSync(join(all, name)).mtimeMs }))
    .sort((one, other) => other.madeMs - one.madeMs);
  for (const { path } of byAge.slice(MAX_FOLDERS)) rmSync(path, { recursive: true, force: true });
}
