// `rondo cache`: shows and forgets the answers of upstreams that a running server keeps.
import { Argument, type Command } from 'commander';
import { spanText } from '../time/span.js';
import type { CacheView, FlushView } from '../view/cache.js';
import { ERROR_CODE } from '../view/request-error.js';
import { EXIT } from './exit-code.js';
import { fail, printJson } from './failure.js';
import type { ControlFlags } from './find-server.js';
import { count } from './print-problems.js';
import { addControlFlags, withServer } from './server-verb.js';

const EXAMPLES = `
show lists the answers that are kept to a name, of each type and for each kind of query: what is left of their time, whether they are
stale, and from which upstreams they are. flush forgets them: all, those to a name, or with --below also those to all names
below it. Exit status: 0; 64 when the name is none or nothing is kept, 69 when no server is reached.

Examples:
  rondo cache show www.example.org
  rondo cache flush www.example.org
  rondo cache flush example.org --below
  rondo cache flush
`;

/** A large cache is walked in some seconds. */
const LIMIT_MS = 60_000;

interface CacheFlags extends ControlFlags {
  readonly below?: boolean;
  readonly json?: boolean;
}

/** Adds the verb to the command. */
export function addCache(program: Command): void {
  const command = program
    .command('cache')
    .description('show or forget kept answers of upstreams')
    .addArgument(new Argument('<ACTION>', 'what to do').choices(['show', 'flush']))
    .argument('[NAME]', 'name that was asked for; flush without one forgets all')
    .option('--below', 'flush: also all names below it')
    .option('--json', 'print one JSON object');
  addControlFlags(command).addHelpText('after', EXAMPLES).action(cache);
}

async function cache(action: string, name: string | undefined, flags: CacheFlags): Promise<void> {
  const wrong = mistakeIn(action, name, flags);
  if (wrong !== undefined) {
    fail('cache', { code: ERROR_CODE.INVALID_INPUT, message: wrong }, EXIT.USAGE);
    return;
  }
  await withServer('cache', flags, async server => {
    const view = await (action === 'show'
      ? server.get<CacheView & FlushView>('/cache', { name }, LIMIT_MS)
      : server.post<CacheView & FlushView>('/cache/flush', { name, below: flags.below }, LIMIT_MS));
    if (flags.json === true) printJson(view);
    else if (action === 'show') process.stdout.write(shown(view));
    else process.stdout.write(`${view.flushed} ${view.flushed === 1 ? 'answer' : 'answers'} forgotten\n`);
  });
}

function mistakeIn(action: string, name: string | undefined, { below }: CacheFlags): string | undefined {
  if (name === undefined && action === 'show') return 'show needs a name';
  if (name === undefined && below === true) return '--below needs a name';
  return undefined;
}

function shown({ name, answers }: CacheView): string {
  if (answers.length === 0) return `no answer to ${name} is kept\n`;
  const lines = answers.map(answer => {
    const time = spanText(Math.abs(answer.ttl) * 1000);
    const state = answer.state === 'fresh' ? `fresh for ${time}` : `${answer.state} for ${time}`;
    const held = answer.held > 0 ? `, given out without asking for ${spanText(answer.held * 1000)}` : '';
    const what = answer.records === 0 && answer.rcode === 'NOERROR' ? 'no data' : answer.rcode;
    const from = answer.upstreams === '' ? 'upstreams that are not used any more' : answer.upstreams;
    return `  ${answer.type.padEnd(8)}${what}, ${count(answer.records, 'record')}, ${state}${held}, for ${answer.queries}, from ${from}`;
  });
  return `${name}\n${lines.join('\n')}\n`;
}
