#!/usr/bin/env node
// The command `rondo`: its verbs, what a wrong command line looks like, and the exit status.
import { Command, CommanderError } from 'commander';
import { VERSION } from './app/version.js';
import { addCheck } from './cli/check.js';
import { EXIT } from './cli/exit-code.js';
import { addQuery } from './cli/query.js';
import { addServe } from './cli/serve.js';

const program = new Command('rondo')
  .description('Authoritative DNS server with health-aware round robin.')
  .version(`rondo ${VERSION}`, '--version', 'print the version')
  .helpOption('--help', 'explain a command, with examples')
  .configureHelp({ showGlobalOptions: false })
  .showHelpAfterError('(rondo --help, or rondo COMMAND --help, shows what is possible)')
  .exitOverride();

addServe(program);
addCheck(program);
addQuery(program);

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.OK : EXIT.USAGE;
  else {
    process.stderr.write(`rondo: internal error: ${(error as Error).stack ?? error}\n`);
    process.exitCode = EXIT.SOFTWARE;
  }
}
