// `rondo serve`: its flags. What runs the server is loaded when they are understood, so that mistakes and help are told at once.
import { type Command, Option } from 'commander';
import { loadServer } from './load-server.js';
import { collect } from './repeatable.js';
import type { ServeFlags } from './run-server.js';

const EXAMPLES = `
Examples:
  rondo serve                                      serve ./rondo.yaml
  rondo serve --listen 127.0.0.1:5300              the same on a port that needs no privilege
  rondo serve --zone example.org.zone              serve one zone file, without a configuration
  rondo serve --zone dnsmasq.conf --listen 127.0.0.1:5300 --forward 8.8.8.8
`;

/** Adds the verb to the command. */
export function addServe(program: Command): void {
  program
    .command('serve')
    .description('answer queries over UDP and TCP')
    .option('-c, --config <FILE>', 'configuration (default: ./rondo.yaml, unless --zone is given)')
    .option('-l, --listen <ADDRESS>', 'address, address:port or [v6]:port; repeatable', collect)
    .option('-z, --zone <FILE>', 'zone file: master file, YAML or dnsmasq.conf; repeatable', collect)
    .option('-f, --forward <ADDRESS>', 'upstream for names outside the zones, or "off"; repeatable', collect)
    .option('--admin <ADDRESS>', 'address of /metrics, /healthz and /readyz, or "off"')
    .option('--nsid <TEXT>', 'who answers, for clients that ask with NSID: a text, "hostname" or "off"')
    .addOption(new Option('--transport <KIND>', 'UDP transport').choices(['auto', 'batch', 'dgram']))
    .option('--workers <NUMBER>', 'answer threads of the batch transport, or "auto"')
    .option('--strict', 'serve nothing while any file has an error')
    .option('--takeover', 'take the place of the server that runs, without a gap (batch transport)')
    .addHelpText('after', EXAMPLES)
    .action(async (flags: ServeFlags) => (await loadServer())(flags));
}
