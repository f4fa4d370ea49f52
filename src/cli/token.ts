// `rondo token`: makes, lists and removes tokens of the admin address.
import { Argument, type Command } from 'commander';
import { durationMs } from '../time/duration.js';
import { ERROR_CODE, RequestError } from '../view/request-error.js';
import {
  MAX_TOKEN_NAME,
  TOKEN_NAME,
  TOKEN_RIGHTS,
  type TokenRights,
  type TokensView,
  type TokenView,
} from '../view/token.js';
import { EXIT } from './exit-code.js';
import { fail, printJson } from './failure.js';
import { plainTable } from './plain-table.js';

const EXAMPLES = `
A token lets whoever has it look at the server through its admin address (--rights read), or also give orders
(--rights operate): Authorization: Bearer TOKEN. add prints it once, on standard output alone. The file that \`tokens\` under
\`admin\` names keeps a hash of it. A running server sees changes at once. It runs as you, so a file that only the user
of the server may write needs sudo -u. Exit status: 0, 64 for a wrong command line, 73 when the file cannot be written, 78 when
the configuration or the file is wrong.

Examples:
  rondo token add alice --rights operate
  rondo token add grafana --rights read --expires 90d --config /etc/rondo/rondo.yaml
  rondo token list
  rondo token remove alice
`;

const LEAST_MS = 60_000;
const MOST_MS = 3_650 * 86_400_000;

interface TokenFlags {
  readonly config?: string;
  readonly rights?: string;
  readonly expires?: string;
  readonly json?: boolean;
}

/** Adds the verb to the command. */
export function addToken(program: Command): void {
  program
    .command('token')
    .description('make, list or remove tokens of the admin address')
    .addArgument(new Argument('<ACTION>', 'what to do').choices(['add', 'list', 'remove']))
    .argument('[NAME]', 'of the token; it stands in events as who gave an order')
    .option('--rights <RIGHTS>', 'add: read or operate')
    .option('--expires <TIME>', 'add: how long it holds, such as 90d (default: it does not end)')
    .option('-c, --config <FILE>', 'configuration (default: ./rondo.yaml)')
    .option('--json', 'print one JSON object')
    .addHelpText('after', EXAMPLES)
    .action(token);
}

const usage = (message: string, hint?: string) =>
  fail('token', { code: ERROR_CODE.INVALID_INPUT, message, hint }, EXIT.USAGE);

async function token(action: string, name: string | undefined, flags: TokenFlags): Promise<void> {
  const wrong = mistakeIn(action, name, flags);
  if (wrong !== undefined) return usage(wrong);
  const { DEFAULT_CONFIG } = await import('../config/config-file.js');
  const { FileError } = await import('../config/source-files.js');
  const tokens = await import('../config/token-list.js');
  const config = flags.config ?? DEFAULT_CONFIG;
  try {
    const file = tokens.tokenFileOf(config);
    if (file === undefined) {
      const message = `${config} names no file of tokens`;
      const hint = 'write `admin: { address: 127.0.0.1:9153, tokens: tokens.yaml }`';
      return fail('token', { code: ERROR_CODE.INVALID_INPUT, message, hint }, EXIT.CONFIG);
    }
    if (action === 'list') show(tokens.listTokens(file, Date.now()), flags);
    else if (action === 'add') showNew(tokens.addToken(file, wantedOf(name!, flags), Date.now()), flags);
    else {
      tokens.removeToken(file, name!);
      if (flags.json === true) printJson({ removed: name, file });
      else process.stdout.write(`${name} is removed from ${file}\n`);
    }
  } catch (error) {
    if (error instanceof RequestError) return usage(error.message, error.hint);
    if (error instanceof tokens.MistakesError) {
      const { printProblems } = await import('./print-problems.js');
      printProblems(error.problems);
      process.exitCode = EXIT.CONFIG;
      return;
    }
    const exit = error instanceof FileError ? EXIT.CONFIG : EXIT.CANNOT_CREATE;
    fail('token', { code: ERROR_CODE.FORBIDDEN, message: (error as Error).message }, exit);
  }
}

function mistakeIn(action: string, name: string | undefined, flags: TokenFlags): string | undefined {
  if (action !== 'add' && (flags.rights ?? flags.expires) !== undefined)
    return '--rights and --expires are for add';
  if (action === 'list') return name === undefined ? undefined : 'list takes no name';
  if (name === undefined) return `${action} needs a name`;
  if (action === 'remove') return undefined;
  if (name.length > MAX_TOKEN_NAME || !TOKEN_NAME.test(name))
    return `a name has up to ${MAX_TOKEN_NAME} letters, digits, dots, dashes, underscores and @`;
  if (flags.rights === undefined || !(TOKEN_RIGHTS as readonly string[]).includes(flags.rights))
    return 'say what it allows: --rights read or --rights operate';
  const ms = flags.expires === undefined ? LEAST_MS : durationMs(flags.expires);
  return ms !== undefined && ms >= LEAST_MS && ms <= MOST_MS
    ? undefined
    : `--expires takes a time from 1m to 3650d such as 90d, not ${flags.expires}`;
}

function wantedOf(name: string, { rights, expires }: TokenFlags) {
  const expiresAfterMs = expires === undefined ? undefined : durationMs(expires);
  return { name, rights: rights as TokenRights, expiresAfterMs };
}

function showNew(view: TokenView, { json }: TokenFlags): void {
  if (json === true) {
    printJson(view);
    return;
  }
  const { name, rights, expires, file } = view;
  const what = rights === 'operate' ? 'look and give orders' : 'look';
  const until = expires === undefined ? '' : ` until ${expires}`;
  process.stdout.write(`${view.token}\n`);
  process.stderr.write(`With it ${name} may ${what}${until}. It is shown only now: ${file} keeps a hash.\n`);
}

function show(view: TokensView, { json }: TokenFlags): void {
  if (json === true) {
    printJson(view);
    return;
  }
  if (view.tokens.length === 0) {
    process.stdout.write(`no tokens in ${view.file}\n`);
    return;
  }
  const table = plainTable([
    ['NAME', 'RIGHTS', 'CREATED', 'EXPIRES'],
    ...view.tokens.map(({ name, rights, created, expires = 'never', expired }) => [
      ...[name, rights, created],
      expired ? `${expires} (over)` : expires,
    ]),
  ]);
  process.stdout.write(table);
}
