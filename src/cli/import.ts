// `rondo import`: its flags. What reads the files is loaded when they are understood.
import { type Command, Option } from 'commander';

/** The words of `--from`. */
export const KINDS = ['named', 'gdnsd', 'haproxy', 'nginx', 'coredns', 'dnsmasq', 'hosts'];

const EXAMPLES = `
Without --to the files are shown and not written. What has no counterpart is listed on standard error, with its place.

Exit status: 0 done, 65 a file has a mistake, 73 --to has such files already; then nothing is written.

Examples:
  rondo import /etc/bind/named.conf                show what would be written
  rondo import /etc/dnsmasq.conf /etc/hosts --to rondo
  rondo import named.conf --to rondo --force       write over the files of an earlier import
`;

/** Adds the verb to the command. */
export function addImport(program: Command): void {
  program
    .command('import')
    .description('make rondo.yaml and zones of the files of another program')
    .argument(
      '<FILES...>',
      'named.conf, config of gdnsd, haproxy.cfg, nginx.conf, Corefile, dnsmasq.conf, hosts',
    )
    .option('--to <FOLDER>', 'write the files there (default: show them)')
    .addOption(
      new Option('--from <KIND>', 'what the files are (default: each tells by itself)').choices(KINDS),
    )
    .option('--domain <DOMAIN>', 'zone for pools of a load balancer (default: such as haproxy.internal)')
    .option('--force', 'write over files that are there')
    .addHelpText('after', EXAMPLES)
    .action(
      async (files: string[], flags: { to?: string; from?: string; domain?: string; force?: boolean }) =>
        (await import('./import-files.js')).runImport(files, flags),
    );
}
