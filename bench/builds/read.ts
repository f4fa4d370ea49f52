// A process that reads every configuration with one build: `node read.js CHECKOUT LIST OUTPUT`.
import crypto from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { deflateRawSync } from 'node:zlib';
import { Build } from './build.js';
import type { Configuration, Reading } from './configuration.js';

/** What is random in an image must be the same in both builds; so must the time, where serials come from it. */
function makeEqual(): void {
  const fixed = (size: number) => Buffer.alloc(size, 0x5e);
  crypto.randomBytes = fixed as typeof crypto.randomBytes;
  syncBuiltinESMExports();
  Math.random = () => 0.5;
  const now = 1_700_000_100_000;
  Date.now = () => now;
}

type Action = (files: readonly string[], flags: { readonly config?: string }) => void | Promise<void>;

/** The action of `rondo check`: what its verb hands to the command line. */
function actionOf(addCheck: (program: unknown) => void): Action {
  let action: Action | undefined;
  const command: unknown = new Proxy(Object.create(null), {
    get: (_, key) => (given: unknown) => {
      if (key === 'action') action = given as Action;
      return command;
    },
  });
  addCheck(command);
  if (action === undefined) throw new Error('the verb has no action');
  return action;
}

/** Runs the action. @returns what it printed, and the exit status that it chose */
async function check(action: Action, { files = [], config }: Configuration) {
  let text = '';
  const writes = [process.stdout.write, process.stderr.write];
  const collect = (chunk: unknown) => {
    text += String(chunk);
    return true;
  };
  process.exitCode = undefined;
  process.stdout.write = collect;
  process.stderr.write = collect;
  try {
    await action(files, config === undefined ? {} : { config });
  } catch (error) {
    text += `threw ${(error as Error).stack}\n`;
  } finally {
    [process.stdout.write, process.stderr.write] = writes;
  }
  const exitCode = Number(process.exitCode ?? 0);
  process.exitCode = undefined;
  return { problems: text, exitCode };
}

/** All shared memory that can be reached from a value. */
function sharedMemory(value: unknown, seen = new Set<unknown>()): Set<SharedArrayBuffer> {
  const found = new Set<SharedArrayBuffer>();
  const pending = [value];
  while (pending.length > 0) {
    const each = pending.pop();
    if (typeof each !== 'object' || each === null || seen.has(each)) continue;
    seen.add(each);
    if (each instanceof SharedArrayBuffer) found.add(each);
    else if (ArrayBuffer.isView(each)) pending.push(each.buffer);
    else if (each instanceof Map) pending.push(...each.keys(), ...each.values());
    else if (each instanceof Set || Array.isArray(each)) for (const inner of each) pending.push(inner);
    else pending.push(...Object.values(each));
  }
  return found;
}

interface LoadedLike {
  readonly problems: { readonly hasErrors: boolean };
  readonly zones: readonly unknown[];
}

interface Functions {
  readonly action: Action;
  readonly load: (options: unknown) => LoadedLike;
  /** Gives what is served: in its `parts`, the compiled zones. */
  readonly assemble: (loaded: LoadedLike) => { readonly parts: unknown };
}

async function functionsOf(build: Build): Promise<Functions> {
  return {
    action: actionOf(await build.find('addCheck')),
    load: await build.find('loadConfig'),
    assemble: await build.find('makeGeneration', 'assemble'),
  };
}

async function read({ action, load, assemble }: Functions, configuration: Configuration): Promise<Reading> {
  const { name, cwd, files, config } = configuration;
  process.chdir(cwd);
  const checked = await check(action, configuration);
  const loaded = load({ configFile: config, overrides: { zones: files } });
  const images: string[] = [];
  if (!loaded.problems.hasErrors)
    for (const memory of sharedMemory(assemble(loaded).parts))
      images.push(deflateRawSync(new Uint8Array(memory), { level: 1 }).toString('base64'));
  return { name, ...checked, zones: loaded.zones.length, images: images.sort() };
}

const [checkout, list, output] = process.argv.slice(2);
makeEqual();
const functions = await functionsOf(new Build(checkout));
const readings: Reading[] = [];
for (const configuration of JSON.parse(readFileSync(list, 'utf8')) as Configuration[])
  readings.push(await read(functions, configuration));
writeFileSync(output, JSON.stringify(readings));
