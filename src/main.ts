#!/usr/bin/env node
// The command `rondo`: its verbs, what a wrong command line looks like, and the exit status.
import type { Command as Program } from 'commander';
import { keepCompiled } from './cli/compile-cache.js';
import { EXIT } from './cli/exit-code.js';
import { failureLine, wantsJson } from './cli/failure.js';
import { withMeaning, wrongVerb } from './cli/other-verbs.js';
import { holdSignals } from './cli/signals.js';
import { shortageIn } from './source/shortage.js';
import { COMMAND_ERROR_CODE, ERROR_CODE } from './view/request-error.js';
import { VERSION } from './view/version.js';

const first = process.argv[2] ?? '';
const isServer = first === 'serve';
// Before anything else is loaded: a signal that comes early must not end a server either.
if (isServer) holdSignals();
keepCompiled(import.meta.url);
const { Command, CommanderError } = await import('commander');

/** What adds a verb, loaded when it is needed: none waits for the libraries of the others. */
const VERBS: ReadonlyMap<string, () => Promise<(program: Program) => void>> = new Map([
  ['serve', async () => (await import('./cli/serve.js')).addServe],
  ['check', async () => (await import('./cli/check.js')).addCheck],
  ['import', async () => (await import('./cli/import.js')).addImport],
  ['init', async () => (await import('./cli/init.js')).addInit],
  ['query', async () => (await import('./cli/query.js')).addQuery],
  ['status', async () => (await import('./cli/status.js')).addStatus],
  ['drain', async () => (await import('./cli/administer.js')).addDrain],
  ['maint', async () => (await import('./cli/administer.js')).addMaint],
  ['up', async () => (await import('./cli/administer.js')).addUp],
  ['down', async () => (await import('./cli/administer.js')).addDown],
  ['ready', async () => (await import('./cli/administer.js')).addReady],
  ['weight', async () => (await import('./cli/administer.js')).addWeight],
  ['explain', async () => (await import('./cli/explain.js')).addExplain],
  ['whatif', async () => (await import('./cli/what-if.js')).addWhatIf],
  ['reload', async () => (await import('./cli/reload.js')).addReload],
  ['zone', async () => (await import('./cli/zone.js')).addZone],
  ['cache', async () => (await import('./cli/cache.js')).addCache],
  ['notify', async () => (await import('./cli/notify.js')).addNotify],
  ['token', async () => (await import('./cli/token.js')).addToken],
  ['key', async () => (await import('./cli/key.js')).addKey],
  ['events', async () => (await import('./cli/events.js')).addEvents],
  ['completion', async () => (await import('./cli/completion.js')).addCompletion],
  ['complete', async () => (await import('./cli/complete.js')).addComplete],
  ['manual', async () => (await import('./cli/manual.js')).addManual],
]);

/** Those that tell of all others. */
const ABOUT_ALL = ['complete', 'manual'];

const EXAMPLES = `
Examples:
  rondo serve --listen 127.0.0.1:5300              serve ./rondo.yaml on a port that needs no privilege
  rondo serve --zone example.org.zone              serve one zone file
  rondo init                                       write a first configuration and zone, by a few questions
  rondo check                                      show every mistake in ./rondo.yaml and its zones
  rondo import /etc/bind/named.conf --to rondo     make a configuration and zones of those of another program
  rondo query my-awesome-highload-app.local --server 127.0.0.1:5300
  rondo status                                     show the pools of the running server and their members
  rondo drain 192.0.2.1 --for 30m                  leave a member out for half an hour
  rondo reload                                     have it read its files again, and hear what is wrong with them

rondo COMMAND --help explains a command.
`;

const MORE_FILES = `  - raise the limit to 1024 or more: LimitNOFILE= in the unit of systemd, else ulimit -Hn
`;

const isJson = wantsJson();
/** @param text as the library says it */
const usageLine = (text: string) =>
  failureLine({ code: ERROR_CODE.INVALID_INPUT, message: text.replace(/^error: /, '').trim() });

const argumentsOf = (verb: string) =>
  program.commands.find(command => command.name() === verb)?.registeredArguments ?? [];

const program: Program = new Command('rondo')
  .description('Authoritative DNS server that hands out only live backends.')
  .version(`rondo ${VERSION}`, '-V, --version', 'print the version')
  .helpOption('-h, --help', 'explain a command, with examples')
  .helpCommand('help [COMMAND]', 'the same as --help')
  .addHelpText('after', EXAMPLES)
  .configureHelp({ showGlobalOptions: false })
  .showHelpAfterError(isJson ? false : '(rondo --help, or rondo COMMAND --help, shows what is possible)')
  .configureOutput({
    outputError: (said, write) => {
      const text = withMeaning(said, argumentsOf(first));
      write(isJson ? usageLine(text) : text);
    },
  })
  .exitOverride();

// `rondo query … | head` closes the pipe early, which is no error; and a server goes on whoever reads it.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && !isServer) throw error;
  });

const named = VERBS.get(first);
const isVersion = ['-V', '--version'].includes(first);
// Help and mistyped verbs need all of them, too.
const needed = named === undefined || ABOUT_ALL.includes(first) ? (isVersion ? [] : VERBS.values()) : [named];
const shown = [...VERBS.keys()].filter(verb => !ABOUT_ALL.includes(verb));
const wrong = named === undefined ? wrongVerb(first, shown) : undefined;
try {
  if (wrong !== undefined) program.error(wrong);
  for (const load of needed) (await load())(program);
  await program.parseAsync();
} catch (error) {
  const shortage = shortageIn(error);
  if (shortage !== undefined) {
    const { code } = error as NodeJS.ErrnoException;
    const text = `${shortage} (${code})`;
    process.stderr.write(
      isJson
        ? failureLine({ code: COMMAND_ERROR_CODE.SHORTAGE, message: text })
        : `rondo: ${text}\n${code === 'EMFILE' ? MORE_FILES : ''}`,
    );
    process.exitCode = EXIT.MACHINE;
  } else if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.OK : EXIT.USAGE;
  else {
    const text = `internal error: ${(error as Error).stack ?? error}`;
    process.stderr.write(
      isJson ? failureLine({ code: ERROR_CODE.INTERNAL, message: text }) : `rondo: ${text}\n`,
    );
    process.exitCode = EXIT.SOFTWARE;
  }
  // A start that was broken off may have left threads and timers behind: it must not look like a server that answers.
  if (isServer && !(error instanceof CommanderError)) process.exit();
}
