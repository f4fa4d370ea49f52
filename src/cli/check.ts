// `rondo check`: its flags. What reads the files is loaded when they are understood.
import type { Command } from 'commander';
import { collect } from './repeatable.js';

const EXAMPLES = `
Exit status: 0 no error (there may be warnings), 65 an error in a zone file or a list of members, 78 an error in the configuration.

Examples:
  rondo check                                      check ./rondo.yaml and the zones it names
  rondo check /etc/rondo/rondo.yaml
  rondo check zones/*.yaml example.org.zone        check zone files alone
`;

/** Adds the verb to the command. */
export function addCheck(program: Command): void {
  program
    .command('check')
    .description('check configuration and zone files')
    .argument(
      '[FILES...]',
      'a configuration, zone files, or their folder; without any, ./rondo.yaml and its zones',
    )
    .option('-c, --config <FILE>', 'configuration (default: ./rondo.yaml)')
    .option('-z, --zone <FILE>', 'zone file, as with `rondo serve`; repeatable', collect)
    .addHelpText('after', EXAMPLES)
    .action(async (files: string[], flags: { config?: string; zone?: string[] }) =>
      (await import('./check-files.js')).checkFiles([...files, ...(flags.zone ?? [])], flags),
    );
}
