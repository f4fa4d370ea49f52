// Installs and builds what has changed since the last time, says so, and is done at once when nothing has.
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const at = path => join(root, path);
/** What the last build was made of and what came of it; beside it, so that it goes when the build goes. */
const STAMP = at('dist/.built-from');

function say(text) {
  process.stderr.write(`${text}\n`);
}

/** Runs a program whose output is for the person who waits. Ends all when it fails. */
function run(doing, command, args, advice) {
  say(`${doing} …`);
  const begunMs = Date.now();
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['inherit', 2, 2] });
  if (status !== 0) {
    say(`${error?.message ?? `${command} ended with status ${status}`}\n${advice}`);
    process.exit(status || 1);
  }
  say(`${doing}: done in ${((Date.now() - begunMs) / 1000).toFixed(1)} s`);
}

function readLock(path) {
  try {
    return JSON.parse(readFileSync(at(path), 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** Whether the packages are those of the lock file; of optional ones, some are for other machines. Its time says nothing: git sets it. */
function isInstalled() {
  const installed = readLock('node_modules/.package-lock.json');
  if (installed === undefined || !existsSync(at('node_modules/typescript'))) return false;
  return Object.entries(readLock('package-lock.json') ?? {}).every(([path, { version, optional }]) => {
    if (path === '') return true;
    return installed[path] === undefined ? optional === true : installed[path].version === version;
  });
}

function install() {
  if (lstatSync(at('node_modules'), { throwIfNoEntry: false })?.isSymbolicLink()) {
    say('node_modules is a link to packages of another version: run `npm ci` where it leads, or remove it');
    process.exit(1);
  }
  // No package needs its script; npm 11 runs none, and warns of each.
  const quiet = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', '--no-update-notifier'];
  run('installing packages (npm ci)', 'npm', ['ci', '--include=dev', ...quiet], ADVICE_ON_INSTALLING);
}

const ADVICE_ON_INSTALLING = `The packages could not be installed. They come from npm's cache or from the npm registry:
see whether that can be reached (npm ping), then start again.`;
const ADVICE_ON_BUILDING = 'Nothing was started: mend what the compiler says above, then start again.';

function filesIn(folder) {
  return readdirSync(at(folder), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

/** Name, length and time of each file that a build is made of. */
function sources() {
  const others = ['tsconfig.json', 'scripts/browser.mjs', 'node_modules/.package-lock.json'];
  const all = [...filesIn('src'), ...others.map(at)];
  return all.map(path => {
    const { size, mtimeMs } = statSync(path);
    return `${path} ${size} ${mtimeMs}\n`;
  });
}

/** Name and length of each file that was built: a full disk or a power cut leaves some of them empty, or none. */
function built() {
  if (!existsSync(at('dist'))) return '';
  const all = filesIn('dist').filter(path => path !== STAMP);
  return all.map(path => `${path} ${statSync(path).size}\n`).join('');
}

function readStamp() {
  try {
    return readFileSync(STAMP, 'utf8');
  } catch {
    return '';
  }
}

if (!isInstalled()) install();
const wanted = sources().join('');
const stamp = readStamp();
const there = built();
if (stamp !== wanted + there) {
  // The compiler takes its word for what it has built, and looks at no file.
  if (!stamp.endsWith(there)) rmSync(at('dist/.tsbuildinfo'), { force: true });
  const compiler = [at('node_modules/typescript/bin/tsc'), '-p', 'tsconfig.json'];
  run('building dist/ from src/ (tsc)', process.execPath, compiler, ADVICE_ON_BUILDING);
  run('building the admin page (rolldown)', process.execPath, [at('scripts/browser.mjs')], ADVICE_ON_BUILDING);
  writeFileSync(STAMP, wanted + built());
}
