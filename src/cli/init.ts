// `rondo init`: writes a first configuration and a first zone, from flags, and from answers to questions on a terminal.
import { closeSync, existsSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface, type Interface } from 'node:readline/promises';
import type { Command } from 'commander';
import { makeFolder } from '../source/folder.js';
import { EXIT } from './exit-code.js';
import {
  forwardOf,
  InitError,
  listenOf,
  membersOf,
  probeOf,
  QUESTIONS,
  type QuestionName,
  zoneOf,
} from './init-answers.js';
import { configText, type InitPlan, zoneText } from './init-files.js';

const EXAMPLES = `
On a terminal it asks for what no flag says. Elsewhere, and with --yes, that is as the help says. Nothing is overwritten.
Exit status: 0 done, 64 a flag is wrong, 73 there are such files already, or they cannot be written.

Examples:
  rondo init
  rondo init /etc/rondo --zone app.example --members 192.0.2.1:8080,192.0.2.2:8080 --probe /healthz
  rondo init --yes --listen 127.0.0.1:5300
`;

/** What stands in the way of a file. */
class CannotWrite extends Error {}

type InitFlags = { readonly [name in QuestionName]?: string } & { readonly yes?: boolean };

/** Adds the verb to the command. */
export function addInit(program: Command): void {
  const command = program
    .command('init')
    .description('write a first configuration and a first zone')
    .argument('[FOLDER]', 'where to write them', '.')
    .option('--zone <DOMAIN>', flagText('zone'))
    .option('--members <LIST>', flagText('members'))
    .option('--probe <KIND>', flagText('probe'))
    .option('-l, --listen <ADDRESS>', flagText('listen'))
    .option('-f, --forward <LIST>', flagText('forward'))
    .option('-y, --yes', 'ask nothing');
  command.addHelpText('after', EXAMPLES).action(init);
}

function flagText(name: QuestionName): string {
  const { text, usual } = QUESTIONS[name];
  return `${text[0].toLowerCase()}${text.slice(1)} (else ${usual})`;
}

async function init(folder: string, flags: InitFlags): Promise<void> {
  const isAsking = flags.yes !== true && process.stdin.isTTY === true && process.stdout.isTTY === true;
  const terminal = isAsking ? createInterface({ input: process.stdin, output: process.stdout }) : undefined;
  try {
    refuseExisting(join(folder, 'rondo.yaml'));
    write(folder, await planOf(flags, terminal));
  } catch (error) {
    const isWrong = error instanceof InitError;
    if (!isWrong && !(error instanceof CannotWrite) && (error as NodeJS.ErrnoException).code === undefined)
      throw error;
    process.stderr.write(`rondo init: ${(error as Error).message}\n`);
    process.exitCode = isWrong ? EXIT.USAGE : EXIT.CANNOT_CREATE;
  } finally {
    terminal?.close();
  }
}

async function planOf(flags: InitFlags, terminal: Interface | undefined): Promise<InitPlan> {
  const settle = <Value>(name: QuestionName, read: (text: string) => Value) =>
    answerTo(name, read, flags[name], terminal);
  return {
    zone: await settle('zone', zoneOf),
    members: await settle('members', membersOf),
    probe: await settle('probe', probeOf),
    listen: await settle('listen', listenOf),
    forward: await settle('forward', forwardOf),
  };
}

/** Asks until the answer is one. @throws InitError for a flag */
async function answerTo<Value>(
  name: QuestionName,
  read: (text: string) => Value,
  flag: string | undefined,
  terminal: Interface | undefined,
): Promise<Value> {
  const { text, usual } = QUESTIONS[name];
  if (flag !== undefined || terminal === undefined) return read(flag ?? usual);
  for (;;) {
    const answer = (await ask(terminal, `${text} [${usual}]: `)).trim();
    try {
      return read(answer === '' ? usual : answer);
    } catch (error) {
      if (!(error instanceof InitError)) throw error;
      process.stdout.write(`  ${error.message}\n`);
    }
  }
}

/** @throws InitError when the terminal is closed in place of an answer */
async function ask(terminal: Interface, question: string): Promise<string> {
  const closed = new AbortController();
  const close = () => closed.abort();
  terminal.once('close', close);
  try {
    return await terminal.question(question, { signal: closed.signal });
  } catch {
    throw new InitError('ended before the last question: nothing was written');
  } finally {
    terminal.off('close', close);
  }
}

function refuseExisting(path: string): void {
  if (existsSync(path))
    throw new CannotWrite(
      `${path} is there already, and nothing is overwritten: name another folder, or remove it`,
    );
}

function write(folder: string, plan: InitPlan): void {
  const config = join(folder, 'rondo.yaml');
  const zone = join(folder, 'zones', `${plan.zone}.yaml`);
  refuseExisting(zone);
  makeFolder(dirname(zone));
  const begun: string[] = [];
  try {
    for (const [path, text] of [
      [zone, zoneText(plan)],
      [config, configText(plan)],
    ]) {
      const handle = openSync(path, 'wx');
      begun.push(path);
      writeAndClose(handle, text);
    }
  } catch (error) {
    // A half one would stand in the way of the next attempt.
    for (const path of begun) rmSync(path, { force: true });
    throw error;
  }
  const here = folder === '.' ? '' : ` --config ${config}`;
  process.stdout.write(
    `wrote ${config} and ${zone}\nNext: rondo check${here}, then rondo serve${here}, and dig @${askAt(plan.listen)} ${plan.zone}\n`,
  );
}

function writeAndClose(handle: number, text: string): void {
  try {
    writeFileSync(handle, text);
  } finally {
    closeSync(handle);
  }
}

/** How dig names an address with a port. */
function askAt(listen: string): string {
  const [, address = listen, port] = /^\[?(.*?)\]?:(\d+)$/.exec(listen) ?? [];
  return port === undefined || port === '53' ? address : `${address} -p ${port}`;
}
