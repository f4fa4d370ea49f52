// `rondo explain`: how the next answer to a question comes about.
import type { Command } from 'commander';
import type { ExplainView, Question } from '../view/explain.js';
import { printJson } from './failure.js';
import { addLookFlags, inquire, type LookFlags } from './files-or-server.js';
import { showSections } from './query-reply.js';
import { reasonLines } from './reason-table.js';

const EXAMPLES = `
Nothing is used up: the next client still gets the answer that is shown. Exit status: 0; 64 when there can be no such
question, 69 when no server is reached.

Examples:
  rondo explain my-awesome-highload-app.local
  rondo explain www.example.org AAAA --from 192.0.2.7
  rondo explain www.example.org --config rondo.yaml
`;

interface ExplainFlags extends LookFlags {
  readonly from?: string;
  readonly key?: string;
  readonly json?: boolean;
}

/** Adds the verb to the command. */
export function addExplain(program: Command): void {
  const command = program
    .command('explain')
    .description('show how the next answer comes about')
    .argument('<NAME>', 'name to ask for')
    .argument('[TYPE]', 'record type', 'A')
    .option('--from <ADDRESS>', 'address of the client that asks')
    .option('--key <NAME>', 'key that signs the query, one of `keys`')
    .option('--json', 'print one JSON object');
  addLookFlags(command).addHelpText('after', EXAMPLES).action(explain);
}

async function explain(name: string, type: string, flags: ExplainFlags): Promise<void> {
  const question: Question = { name, type, client: flags.from, key: flags.key };
  const load = async () => (await import('../operate/explain.js')).explain;
  await inquire(flags, { verb: 'explain', request: question, load }, view => {
    if (flags.json === true) printJson(view);
    else process.stdout.write(show(view));
  });
}

function show({ name, type, from, view, hops, hint, pool, reply }: ExplainView): string {
  const whose = view === undefined ? '' : `, in the view ${view}`;
  const lines = [`${name} ${type}, asked by ${from}${whose}`, ''];
  for (const hop of hops) {
    lines.push(`  ${hop.name}: ${hop.found}${hop.zone === undefined ? '' : ` in the zone ${hop.zone}`}`);
    if (hop.kept !== undefined) lines.push(`    ${hop.kept}`);
  }
  if (hint !== undefined) lines.push('', hint);
  if (pool !== undefined) lines.push('', ...reasonLines(pool, true));
  if (reply !== undefined)
    lines.push('', 'the next answer:', ...showSections(reply).map(line => `  ${line}`));
  return `${lines.join('\n')}\n`;
}
