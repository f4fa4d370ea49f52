// `rondo query`: a small dig that shows order, TTL, Extended DNS Errors and time.
import { isIP } from 'node:net';
import type { Command } from 'commander';
import { NameError, nameFromText } from '../dns/name.js';
import { TYPE_NAMES, typeFromText } from '../dns/types.js';
import { viewMessage } from '../operate/message-view.js';
import { nearest } from '../source/suggest.js';
import type { Reply } from '../view/query.js';
import { COMMAND_ERROR_CODE, ERROR_CODE } from '../view/request-error.js';
import { EXIT } from './exit-code.js';
import { fail, printJson } from './failure.js';
import { type Exchange, exchange } from './query-exchange.js';
import { showReply } from './query-reply.js';

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
    .argument('<NAME>', 'name to ask for')
    .argument('[TYPE]', 'record type', 'A')
    .option('-s, --server <ADDRESS>', 'server, as address, address:port or [v6]:port', '127.0.0.1')
    .option('--tcp', 'ask over TCP at once, not only when the answer was truncated')
    .option('--json', 'print one JSON object')
    .option('--timeout <SECONDS>', 'wait so long for an answer', '2')
    .addHelpText('after', EXAMPLES)
    .action(query);
}

/** What the command line asks for. */
interface Wanted extends Exchange {
  /** The server as it was written. */
  readonly shown: string;
}

async function query(name: string, type: string, flags: QueryFlags): Promise<void> {
  const wanted = readFlags(name, type, flags);
  if (typeof wanted === 'string') {
    fail('query', { code: ERROR_CODE.INVALID_INPUT, message: wanted }, EXIT.USAGE);
    return;
  }
  let reply: Reply;
  try {
    const { message, isTcp, durationMs } = await exchange(wanted);
    const { shown: server } = wanted;
    const rounded = Math.round(durationMs * 10) / 10;
    reply = { ...viewMessage(message), server, proto: isTcp ? 'tcp' : 'udp', durationMs: rounded };
  } catch (error) {
    const message = `no answer from ${wanted.shown}: ${(error as Error).message}`;
    fail('query', { code: COMMAND_ERROR_CODE.NO_ANSWER, message }, EXIT.UNAVAILABLE);
    return;
  }
  if (flags.json === true) printJson(reply);
  else process.stdout.write(showReply(reply));
}

/** @returns what to ask, or what is wrong with the command line */
function readFlags(name: string, typeName: string, flags: QueryFlags): Wanted | string {
  const type = typeFromText(typeName);
  if (type === undefined) {
    const near = nearest(typeName, TYPE_NAMES);
    return `"${typeName}" is not a record type; ${near === undefined ? 'A, AAAA, MX or TYPE65 are' : `did you mean ${near}?`}`;
  }
  const server = parseServer(flags.server);
  if (server === undefined)
    return 'the server must be an IP address, with a port if need be: 127.0.0.1:5300 or [::1]:5300';
  const timeoutMs = Number(flags.timeout) * 1000;
  if (!(timeoutMs > 0 && timeoutMs <= 60_000)) return 'the timeout must be over 0 and at most 60 seconds';
  const shown = server.address.includes(':')
    ? `[${server.address}]:${server.port}`
    : `${server.address}:${server.port}`;
  try {
    return { name: nameFromText(name), type, server, isTcp: flags.tcp === true, timeoutMs, shown };
  } catch (error) {
    if (error instanceof NameError) return `"${name}" is not a name: ${error.message}`;
    throw error;
  }
}

/** An IPv6 address goes in brackets when a port follows; dig's `#` before the port is understood as well. */
function parseServer(text: string): Exchange['server'] | undefined {
  const [, bracketed, plain, port = '53'] =
    /^(?:\[([^\]]+)\]|([^#:]+|[^#]*:[^#]*:[^#]*))(?:[:#](\d{1,5}))?$/.exec(text) ?? [];
  const address = bracketed ?? plain ?? '';
  return isIP(address) === 0 || Number(port) > 65535 || Number(port) === 0
    ? undefined
    : { address, port: Number(port) };
}
