// `rondo notify`: a message for trial to the receivers of a configuration, or what it would be.
import { Argument, type Command } from 'commander';
import type { ReceiverSpec } from '../notify/receiver.js';
import { ERROR_CODE } from '../view/request-error.js';
import { EXIT } from './exit-code.js';
import { fail } from './failure.js';

const EXAMPLES = `
It reads the configuration, sends each receiver one message that says that it is a trial, and shows what the receiver answers.
No server has to run. It runs as you, so files that only the user of the server may read need sudo -u. show prints the body of the
message, and sends nothing. Exit status: 0, 64 when there is no such receiver, 69 when a message does not arrive, 78 when the
configuration is wrong.

Examples:
  rondo notify test
  rondo notify test ops --config /etc/rondo/rondo.yaml
  rondo notify show ops
`;

/** Adds the verb to the command. */
export function addNotify(program: Command): void {
  program
    .command('notify')
    .description('send receivers of notifications a message for trial')
    .addArgument(new Argument('<ACTION>', 'what to do').choices(['test', 'show']))
    .argument('[NAME]', 'receiver; all without one')
    .option('-c, --config <FILE>', 'configuration (default: ./rondo.yaml)')
    .addHelpText('after', EXAMPLES)
    .action(notify);
}

async function notify(action: string, name: string | undefined, flags: { config?: string }): Promise<void> {
  const { DEFAULT_CONFIG } = await import('../config/config-file.js');
  const { loadReceivers } = await import('../config/receiver-load.js');
  const { printProblems } = await import('./print-problems.js');
  const file = flags.config ?? DEFAULT_CONFIG;
  const { receivers, problems } = loadReceivers(file);
  if (problems.hasErrors) {
    printProblems(problems);
    process.exitCode = EXIT.CONFIG;
    return;
  }
  const meant = receivers.filter(each => name === undefined || each.name === name);
  if (meant.length === 0) return wrong(await noneText(file, name, receivers));
  await Promise.all(meant.map(action === 'test' ? test : show));
}

function wrong(message: string): void {
  fail('notify', { code: ERROR_CODE.INVALID_INPUT, message }, EXIT.USAGE);
}

async function noneText(
  file: string,
  name: string | undefined,
  receivers: readonly ReceiverSpec[],
): Promise<string> {
  if (receivers.length === 0) return `${file} has no receivers; add \`notify: { webhook: URL }\``;
  const { nearest } = await import('../source/suggest.js');
  const names = receivers.map(each => each.name);
  const near = nearest(name ?? '', names);
  const hint = near === undefined ? `there are ${names.join(', ')}` : `did you mean ${near}?`;
  return `there is no receiver ${name}; ${hint}`;
}

async function test(spec: ReceiverSpec): Promise<void> {
  const { tryReceiver } = await import('../notify/trial.js');
  const { placeOf } = await import('../notify/receiver.js');
  const { isSent, text, durationMs } = await tryReceiver(spec);
  const what = isSent ? `arrived in ${Math.round(durationMs)} ms` : 'did not arrive';
  process.stdout.write(`${spec.name} (${placeOf(spec)}): ${what}${text === '' ? '' : `: ${text}`}\n`);
  if (!isSent) process.exitCode = EXIT.UNAVAILABLE;
}

async function show(spec: ReceiverSpec): Promise<void> {
  const { trialMessage } = await import('../notify/trial.js');
  const { body } = trialMessage(spec);
  process.stdout.write(body.endsWith('\n') ? body : `${body}\n`);
}
