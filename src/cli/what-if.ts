// `rondo whatif`: tests a plan before it is carried out, or before the backend breaks.
import type { Command } from 'commander';
import { viewMessage } from '../operate/message-view.js';
import type { MessageView } from '../view/query.js';
import type { WhatIfRequest, WhatIfView } from '../view/what-if.js';
import { EXIT } from './exit-code.js';
import { printJson } from './failure.js';
import { addLookFlags, inquire, type LookFlags } from './files-or-server.js';
import { reasonLines } from './reason-table.js';

const EXAMPLES = `
MEMBER is what \`rondo drain\` takes: an address, ADDRESS:PORT, a prefix, a tag, or all. Nothing is changed.
Exit status: 0; 1 when a pool would be on its fallback, drain or maint would be refused for its keep-at-least, or the
name would have no answer; 64 a wrong command line, 69 when no server is reached.

Examples:
  rondo whatif --down 192.0.2.1 my-awesome-highload-app.local
  rondo whatif --maint rack1                       all pools that have members in rack 1
  rondo whatif --config rondo.yaml --down 192.0.2.0/24 && echo "one network may fail"
`;

/** The most different answers that are printed. */
const MAX_SHOWN = 24;

interface WhatIfFlags extends LookFlags {
  readonly down?: string[];
  readonly up?: string[];
  readonly drain?: string[];
  readonly maint?: string[];
  readonly ready?: string[];
  readonly weight?: string[];
  readonly pool?: string;
  readonly from?: string;
  readonly key?: string;
  readonly json?: boolean;
}

const collect = (value: string, former: string[] = []) => [...former, ...value.split(',')];

/** Adds the verb to the command. */
export function addWhatIf(program: Command): void {
  const command = program
    .command('whatif')
    .description('show what would be answered if members were down')
    .argument('[NAME]', 'name to ask for; without it, the pools are shown')
    .argument('[TYPE]', 'record type', 'A')
    .option('--down <MEMBER>', 'imagine these down; repeatable, or a list with commas', collect)
    .option('--up <MEMBER>', 'imagine these up', collect)
    .option('--drain <MEMBER>', 'imagine these drained', collect)
    .option('--maint <MEMBER>', 'imagine these in maintenance', collect)
    .option('--ready <MEMBER>', 'imagine these ready', collect)
    .option('--weight <MEMBER=WEIGHT>', 'imagine these with another weight', collect)
    .option('--pool <POOL>', 'only members of this pool: its name, with its type or without')
    .option('--from <ADDRESS>', 'address of the client that asks')
    .option('--key <NAME>', 'key that signs the query, one of `keys`')
    .option('--json', 'print one JSON object');
  addLookFlags(command).addHelpText('after', EXAMPLES).action(whatIf);
}

async function whatIf(name: string | undefined, type: string, flags: WhatIfFlags): Promise<void> {
  const { down, up, drain, maint, ready, weight, pool, from: client, key } = flags;
  const request: WhatIfRequest = { name, type, client, key, pool, down, up, drain, maint, ready, weight };
  const load = async () => (await import('../operate/what-if.js')).whatIf;
  await inquire(flags, { verb: 'whatif', request, load }, view => print(view, flags.json === true));
}

/** Shows it, and sets the exit status by it. */
function print(view: WhatIfView, isJson: boolean): void {
  const replies = (view.answers ?? []).map(answer => viewMessage(Buffer.from(answer, 'base64')));
  if (isJson) printJson(view);
  else process.stdout.write(show(view, replies));
  const isBad =
    view.refusal !== undefined ||
    view.pools.some(({ onFallback, isEmpty }) => onFallback || isEmpty) ||
    replies.some(isWithoutData);
  if (isBad) process.exitCode = EXIT.NO;
}

function isWithoutData({ status, answer }: MessageView): boolean {
  return status !== 'NOERROR' || answer.length === 0;
}

function show(
  { changed, pools, refusal, name, type, hint }: WhatIfView,
  replies: readonly MessageView[],
): string {
  const lines = ['imagine', ...changed.map(each => `  ${each}`)];
  if (refusal !== undefined) lines.push('', `this would be refused: ${refusal}`);
  for (const pool of pools) lines.push('', ...reasonLines(pool, false));
  if (name !== undefined) lines.push('', `${name} ${type}, one turn of answers:`, ...turnLines(replies));
  if (hint !== undefined) lines.push('', hint);
  return `${lines.join('\n')}\n`;
}

function textOf({ status, answer, errors }: MessageView): string {
  const data = answer.length === 0 ? status : answer.map(record => record.data).join(' ');
  return [data, ...errors.map(({ text }) => `(${text})`)].join('  ');
}

function turnLines(replies: readonly MessageView[]): string[] {
  const counts = new Map<string, number>();
  for (const reply of replies) counts.set(textOf(reply), (counts.get(textOf(reply)) ?? 0) + 1);
  const lines = [...counts].slice(0, MAX_SHOWN).map(([text, count]) => `  ${count} × ${text}`);
  const more = counts.size - MAX_SHOWN;
  return more > 0 ? [...lines, `  and ${more} more`] : lines;
}
