// Makes release/: the package with all its libraries in few files, which start in half the time, and a package file of it.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const at = path => join(root, path);
const made = path => join(root, 'release/package', path);
/** As deep as in the sources, so that the way to package.json is the same. */
const PROGRAMS = 'dist/js';
/** What is started. It is no ES module, so that Node's loader of those is not started for a version. */
const COMMAND = `${PROGRAMS}/rondo.cjs`;
const commandText = version => `#!/usr/bin/env node
// The command \`rondo\`: tells its version by itself, and loads the program for all else.
const [, , flag, ...rest] = process.argv;
if ((flag === '--version' || flag === '-V') && rest.length === 0) {
  try {
    require('node:fs').writeSync(1, 'rondo ${version}\\n');
  } catch (error) {
    if (error.code !== 'EPIPE') throw error;
  }
} else import('./main.js');
`;

function npm(cwd, ...args) {
  return execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}

/** @returns the folders of the libraries that are in it */
async function bundleRelease() {
  const modules = await bundle(made(PROGRAMS));
  withoutInterpreter(made(`${PROGRAMS}/main.js`));
  const folders = modules.flatMap(id => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0] ?? []);
  return [...new Set(folders)].sort();
}

/** Takes out the line that says what runs a file: the command of a release is another one. */
function withoutInterpreter(path) {
  writeFileSync(path, readFileSync(path, 'utf8').replace(/^#!.*\n/, ''));
}

/** The licences of the libraries, which want to be told wherever their code is. */
function notices(folders) {
  const each = folders.map(folder => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find(entry => /^licen[cs]e(\.|$)/i.test(entry));
    const text = file === undefined ? `Licence: ${license}\n` : readFileSync(join(folder, file), 'utf8');
    return `## ${name} ${version}\n\n${text.trim()}\n`;
  });
  return `# Libraries in this package\n\n${each.join('\n')}`;
}

function writeRest(folders) {
  const [{ files }] = JSON.parse(npm(root, 'pack', '--dry-run', '--json', '--ignore-scripts'));
  for (const { path } of files.filter(each => !each.path.startsWith('dist/')))
    cpSync(at(path), made(path), { recursive: true });
  const { devDependencies, dependencies, scripts, ...rest } = JSON.parse(readFileSync(at('package.json'), 'utf8'));
  const contents = [...rest.files.filter(path => !/^!?dist\//.test(path)), 'dist', 'LIBRARIES.md'];
  const manifest = { ...rest, bin: { rondo: COMMAND }, files: contents };
  writeFileSync(made('package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  writeFileSync(made(COMMAND), commandText(manifest.version), { mode: 0o755 });
  writeFileSync(made('LIBRARIES.md'), notices(folders));
  writeFileSync(made('dist/rondo.1'), execFileSync(process.execPath, [made(COMMAND), 'manual']));
}

if (!existsSync(at('dist/main.js'))) throw new Error('there is no build: npm run ready');
rmSync(at('release'), { recursive: true, force: true });
mkdirSync(dirname(made(PROGRAMS)), { recursive: true });
const folders = await bundleRelease();
writeRest(folders);
const file = npm(made('.'), 'pack', '--silent', '--ignore-scripts', '--pack-destination', at('release')).trim();
process.stdout.write(`release/${file}: ${folders.length} libraries in it, ${readdirSync(made(PROGRAMS)).length} files\n`);
