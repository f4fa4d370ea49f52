// The first hour of somebody who has never seen the project: from `git clone` to an installed command that serves what he had before.
// The exercises of the README are run by readme.test.ts.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { placeReal, REAL, type RealFiles } from '../config/import/real-files.js';
import { CleanMachine, type Step } from '../support/clean-machine.js';
import { ROOT } from '../support/markdown.js';
import { needs, program, SYSTEM_PYTHON } from '../support/programs.js';
import { quietPort } from '../support/quiet-port.js';
import { terminalOf } from '../support/typist.js';

/** For what needs the npm registry or the compiler. */
const LONG_MS = 240_000;

const machine = new CleanMachine();
const missing = needs('git', 'ip', 'dig', 'python3', 'unshare');
afterAll(() => machine.remove());
beforeEach(context => context.skip(...missing));

/** The port that is asked: that of the README where it is free. */
let port = 53;
/** What says so to a server. */
let listen = '';

beforeAll(async () => {
  if (machine.obstacle === undefined) return;
  process.stderr.write(`only home and npm cache are empty: ${machine.obstacle}\n`);
  port = await quietPort();
  listen = `--listen 127.0.0.1:${port}`;
});

/** Runs a script, which must succeed. @returns its standard output */
async function done(script: string, step?: Step): Promise<string> {
  const { stdout, stderr, status } = await machine.run(script, step);
  expect(status, `${stdout}\n${stderr}`).toBe(0);
  return stdout;
}

/** Starts a server in the background, and waits until it says that it answers. */
const served = (command: string) => `rm -f served.log; ${command} > served.log 2>&1 &
until grep -q 'rondo answers on' served.log 2> /dev/null; do kill -0 %1 || { cat served.log >&2; exit 1; }; sleep 0.1; done`;

const dig = (question: string, at = port) => `dig @127.0.0.1 -p ${at} +short +tries=1 ${question}`;

test('a clone installs, builds and serves with one command, and says what it does', async () => {
  const free = await quietPort();
  const stdout = await done(
    `git clone --quiet "$REPOSITORY" rondo
cd rondo
${served(`npm start -- --listen 127.0.0.1:${free}`)}
${dig('my-awesome-highload-app.local', free)} | sort
mv served.log ..
git status --porcelain`,
    { isOnline: true, limitMs: LONG_MS, env: { REPOSITORY: ROOT } },
  );
  expect(stdout).toBe('127.0.0.1\n127.0.0.2\n');
  const log = readFileSync(machine.folder.at('served.log'), 'utf8');
  expect(log).toMatch(/installing packages[\s\S]*: done in[\s\S]*building dist\/[\s\S]*: done in/);
});

test('the second time it needs no network and no compiler', async () => {
  const stdout = await done(
    `cd rondo
${served(`npm start ${listen === '' ? '' : `-- ${listen}`}`)}
${dig('my-awesome-highload-app.local')} | sort
cat served.log >&2; grep -cE 'installing|building' served.log || true
rm served.log`,
    { env: { npm_config_offline: 'true' } },
  );
  expect(stdout).toBe('127.0.0.1\n127.0.0.2\n0\n');
});

test('the packed file installs a command', async () => {
  const stdout = await done(
    `cd rondo
npm pack --silent
npm install --global --silent ./rondo-dns-*.tgz
cd ..; rm -rf rondo
command -v rondo
rondo --version`,
    { isOnline: true, limitMs: LONG_MS },
  );
  expect(stdout).toMatch(/^(rondo-dns-\d\S+\.tgz)\n.*\.local\/bin\/rondo\nrondo \d+\.\d+\.\d+\n$/);
});

test('the command explains itself, and knows what was meant by a slip', async () => {
  expect(await done('rondo --help')).toMatch(/Usage: rondo[\s\S]*\bimport\b[\s\S]*\binit\b[\s\S]*Examples:/);
  const slip = await machine.run('rondo chekc');
  expect(slip.status).toBe(64);
  expect(slip.stderr).toMatch(/unknown command 'chekc'[\s\S]*Did you mean check\?/);
});

test('`rondo init` by flags: what it writes is served, with live backends only', async () => {
  const stdout = await done(`
rondo init first --yes --zone shop.test --members 127.0.0.1:8081,127.0.0.2:8082 --probe tcp --listen 127.0.0.1:${port}
rondo check --config first/rondo.yaml
python3 -m http.server 8082 --bind 127.0.0.2 > /dev/null 2>&1 &
until (: < /dev/tcp/127.0.0.2/8082) 2> /dev/null; do sleep 0.1; done
rondo serve --config first/rondo.yaml > served.log 2>&1 &
until ${dig('shop.test')} | sort | tr '\\n' ' ' | grep -q '^127.0.0.2 $'; do kill -0 %2; sleep 0.2; done
echo only 127.0.0.2
rondo status shop.test | grep -E '^ +127'`);
  expect(stdout).toMatch(
    /OK: .*1 zone[\s\S]*only 127\.0\.0\.2\n.*127\.0\.0\.1:8081 +DOWN.*\n.*127\.0\.0\.2:8082 +up/,
  );
});

test('`rondo init` by questions', async () => {
  const steps = [
    ['', 'Name of the zone \\[app\\.test\\]: '],
    ['asked.test\r', 'Backends.*: '],
    ['192.0.2.1:80 192.0.2.2:80\r', 'Seen to work.*: '],
    ['none\r', 'Answer queries.*: '],
    [`127.0.0.1:${port}\r`, 'all other names.*: '],
    ['\r', 'Next: rondo check'],
  ] as const;
  const stdout = await done(`${terminalOf(steps, ['rondo', 'init', 'asked'], SYSTEM_PYTHON)}
${served('rondo serve --config asked/rondo.yaml')}
${dig('asked.test')} | sort`);
  expect(stdout).toBe('192.0.2.1\n192.0.2.2\n');
});

describe('`rondo import` of the files that an administrator has', () => {
  test.each(REAL)('$kind', async (real: RealFiles) => {
    const file = placeReal(real, machine.folder, real.kind);
    const stdout = await done(`
rondo import ${file} --to ${real.kind}-to
rondo check --config ${real.kind}-to/rondo.yaml > check.log
${served(`rondo serve --config ${real.kind}-to/rondo.yaml --listen 127.0.0.1:${port}`)}
${real.asks.map(([question]) => dig(question)).join('\n')}`);
    const [, ...answers] = stdout.split('\n');
    expect(answers.join('\n')).toBe(real.asks.map(([, answer]) => `${answer}\n`).join(''));
  });
});

describe('in a terminal', () => {
  const THEN = '[^a-z0-9.]*';
  const complete = (prepare: string, shell: string) =>
    [
      [`${prepare}. ./completion.${shell}; echo re''ady\n`, 'ready'],
      ['rondo compl\t', `compl${THEN}etion`],
      ['\u0015rondo serve --conf\t', `--conf${THEN}ig`],
    ] as const;

  test.each([
    ['bash', ['--norc', '--noprofile', '-i'], ''],
    ['zsh', ['-f', '-i'], 'autoload -U compinit; compinit -u -D; '],
  ])('%s completes the command', async (shell, args, prepare) => {
    needs(shell);
    await done(`rondo completion ${shell} > completion.${shell}
${terminalOf(complete(prepare, shell), [program(shell)!, ...args], SYSTEM_PYTHON)}`);
  });

  test('fish completes the command', async context => {
    context.skip(...needs('fish'));
    const stdout = await done(`rondo completion fish > completion.fish
fish --no-config -c "source completion.fish; complete -C 'rondo compl'"`);
    expect(stdout).toMatch(/^completion\t/);
  });

  test('man has the page', async context => {
    context.skip(...needs('man'));
    const stdout =
      await done(`${terminalOf([['', 'RONDO\\(1\\)']], ['man', '-P', 'cat', 'rondo'], SYSTEM_PYTHON)}
MANWIDTH=80 man rondo | head -3`);
    expect(stdout).toContain('RONDO(1)');
  });
});

test('the unit of the package is right, and has few rights', async context => {
  context.skip(...needs('systemd-analyze'));
  const unit = `${machine.prefix}/lib/node_modules/rondo-dns/deploy/systemd/rondo.service`;
  const stdout = await done(`mkdir -p units
sed "s#/usr/bin/rondo#$(command -v rondo)#" ${unit} > units/rondo.service
systemd-analyze verify units/rondo.service 2>&1 | grep rondo || true
systemd-analyze security --offline=true --no-pager units/rondo.service | tail -1`);
  const [, before, exposure] =
    /^([\s\S]*).*Overall exposure level for rondo\.service: ([\d.]+)/.exec(stdout) ?? [];
  expect(before?.trim().replace(/^→/, '')).toBe('');
  expect(Number(exposure)).toBeLessThanOrEqual(2.0);
});
