// `rondo key`: makes a key of signed messages (TSIG), as a key file.
import type { Command } from 'commander';
import { ERROR_CODE } from '../view/request-error.js';
import { EXIT } from './exit-code.js';
import { fail } from './failure.js';

const USUAL = 'hmac-sha256';

const EXAMPLES = `
A key is what two servers, or a server and a client, share to sign what they send each other (TSIG, RFC 8945). generate prints
a new one on standard output, in the form that BIND, NSD, dig and nsupdate read, too. The file belongs to the user of the server,
and nobody else may read it. In rondo.yaml \`keys: tsig.key\` names it. Exit status: 0, 64 for a wrong command line.

Examples:
  (umask 077; rondo key generate axfr > tsig.key)
  rondo key generate axfr.example.org --algorithm hmac-sha512
`;

/** Adds the verb to the command. */
export function addKey(program: Command): void {
  program
    .command('key')
    .description('make a key of signed messages (TSIG)')
    .argument('<ACTION>', 'generate')
    .argument('<NAME>', 'of the key: both sides call it so')
    .option(
      '--algorithm <ALGORITHM>',
      'hmac-sha256, hmac-sha384, hmac-sha512, hmac-sha224 or hmac-sha1',
      USUAL,
    )
    .addHelpText('after', EXAMPLES)
    .action(key);
}

async function key(
  action: string,
  name: string,
  { algorithm }: { readonly algorithm: string },
): Promise<void> {
  const usage = (message: string, hint?: string) =>
    fail('key', { code: ERROR_CODE.INVALID_INPUT, message, hint }, EXIT.USAGE);
  if (action !== 'generate') return usage(`${action} is not possible: use generate`);
  const { newKeyFile } = await import('../config/new-key.js');
  const made = newKeyFile(name, algorithm);
  if ('message' in made) usage(made.message, made.hint);
  else process.stdout.write(made.text);
}
