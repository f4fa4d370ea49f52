// `rondo query`: a small dig that shows order, TTL, Extended DNS Errors and time.
import type { Command } from 'commander';
import { typeFromText } from '../dns/types.js';
import { EXIT } from './exit-code.js';
import { exchange } from './query-exchange.js';
import { type Reply, readReply, showReply } from './query-reply.js';

const EXAMPLES = `
Exit status: 0 an answer came (whatever it says), 64 a wrong command line, 69 no answer.

Examples:
  rondo query my-awesome-highload-app.local
  rondo query my-awesome-highload-app.local AAAA --server 127.0.0.1:5300
  rondo query example.org MX --tcp --json
`;

interface QueryFlags {
  server: string;
  tcp?: boolean;
  json?: boolean;
  timeout: string;
}

/** Adds the verb to the command. */
export function addQuery(program: Command): void {
  program
    .command('query')
    .description('ask a DNS server')
    .argument('NAME', 'name to ask for')
    .argument('[TYPE]', 'record type', 'A')
    .option('-s, --server <ADDRESS>', 'server, as address, address:port or [v6]:port', '127.0.0.1')
    .option('--tcp', 'ask over TCP at once, not only when the answer was truncated')
    .option('--json', 'print one JSON object')
    .option('--timeout <SECONDS>', 'wait so long for an answer', '2')
    .addHelpText('after', EXAMPLES)
    .action(query);
}

async function query(name: string, type: string, flags: QueryFlags): Promise<void> {
  const server = parseServer(flags.server);
  const timeoutMs = Number(flags.timeout) * 1000;
  const problem = problemOf(type, server, timeoutMs, name);
  if (server === undefined || problem !== undefined) {
    process.stderr.write(`rondo query: ${problem}\n`);
    process.exitCode = EXIT.USAGE;
    return;
  }
  let reply: Reply;
  try {
    const { message, isTcp, durationMs } = await exchange({
      name,
      type: type.toUpperCase(),
      server,
      isTcp: flags.tcp === true,
      timeoutMs,
    });
    reply = readReply(message, { server: flags.server, proto: isTcp ? 'tcp' : 'udp', durationMs });
  } catch (error) {
    process.stderr.write(`rondo query: no answer from ${flags.server}: ${(error as Error).message}\n`);
    process.exitCode = EXIT.UNAVAILABLE;
    return;
  }
  process.stdout.write(flags.json === true ? `${JSON.stringify(reply)}\n` : showReply(reply));
}

function problemOf(type: string, server: unknown, timeoutMs: number, name: string): string | undefined {
  if (typeFromText(type) === undefined) return `"${type}" is not a record type; A, AAAA, MX or TYPE65 are`;
  if (server === undefined)
    return 'the server must be an IP address, with a port if need be: 127.0.0.1:5300 or [::1]:5300';
  if (!(timeoutMs > 0 && timeoutMs <= 60_000)) return 'the timeout must be over 0 and at most 60 seconds';
  if (Buffer.byteLength(name) > 253 || name.split('.').some(label => Buffer.byteLength(label) > 63))
    return 'the name is too long for DNS';
  return undefined;
}

function parseServer(text: string): { address: string; port: number } | undefined {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([0-9.]+)|([0-9a-fA-F:.]+))(?::(\d{1,5}))?$/.exec(
    text.replace('#', ':'),
  );
  const bare = /^[0-9a-fA-F:]+$/.test(text) && text.includes('::') ? text : undefined;
  if (bare !== undefined) return { address: bare, port: 53 };
  const address = match?.[1] ?? match?.[2] ?? match?.[3];
  const port = Number(match?.[4] ?? 53);
  return address === undefined || port > 65535 ? undefined : { address, port };
}
