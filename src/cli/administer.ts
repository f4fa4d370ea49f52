// `rondo drain`, `maint`, `ready` and `weight`: what an operator says of members of a running server.
import type { Command } from 'commander';
import { durationMs } from '../time/duration.js';
import { MAX_FOR_MS, MAX_REASON, MAX_WEIGHT, MIN_FOR_MS } from '../view/admin-limits.js';
import type { AdminOrder, AdminOutcome, DirectedMember } from '../view/admin-order.js';
import { ERROR_CODE, RequestError } from '../view/request-error.js';
import { type ControlFlags, findServer } from './find-server.js';
import { operatorName } from './operator-name.js';
import { addControlFlags, reporting } from './server-verb.js';
import { withPatternHint } from './shell-pattern.js';

const MEMBERS = `
MEMBER is an address, ADDRESS:PORT, a prefix such as 10.1.0.0/16, a tag of the zone files, a pattern such as 'api-*' in
quotes, or all. It takes effect with the next answer, and is kept across restarts. Exit status: 0 when it is in effect;
1 when a pool would have fewer live members than its keep-at-least; 64 when there is no such member, 69 when no server
is reached.
`;

const EXAMPLES = {
  drain: `
Examples:
  rondo drain 192.0.2.1
  rondo drain 192.0.2.1:8080 --for 30m --reason "new kernel"
  rondo drain rack1 --pool app.example
  rondo drain '192.0.2.1*' --force
`,
  maint: `
Examples:
  rondo maint 10.1.0.0/16 --for 2h --reason "rack 1 has no power"
`,
  ready: `
Examples:
  rondo ready 192.0.2.1
  rondo ready all
`,
  weight: `
Examples:
  rondo weight 192.0.2.1 50
  rondo weight 192.0.2.1 file
`,
};

const DESCRIPTIONS = {
  drain: 'hand members out only while no other is live',
  maint: 'leave members out, even when all others fail',
  ready: 'take back drain and maint',
  weight: 'give members another weight',
};

interface PoolFlag extends ControlFlags {
  readonly pool?: string;
  readonly force?: boolean;
}

interface StateFlags extends PoolFlag {
  readonly for?: string;
  readonly reason?: string;
}

/** @param canTakeOut whether fewer members may be live afterwards */
function addMemberFlags(command: Command, canTakeOut = true): Command {
  command.option('--pool <POOL>', 'only in this pool: its name, with its type or without');
  if (canTakeOut)
    command.option('--force', 'even if a pool then has fewer live members than its keep-at-least');
  return addControlFlags(command);
}

function addState(program: Command, state: 'drain' | 'maint'): void {
  const command = program
    .command(state)
    .description(DESCRIPTIONS[state])
    .argument('<MEMBER...>', 'which members')
    .option('--for <TIME>', 'only for so long, such as 30m or 2h')
    .option('--reason <TEXT>', 'why, for `rondo status` and the log');
  addMemberFlags(command)
    .addHelpText('after', MEMBERS + EXAMPLES[state])
    .action((members: string[], flags: StateFlags) =>
      order(state, flags, () => stateOrder(state, members, flags)),
    );
}

/** Adds the verb to the command. */
export function addDrain(program: Command): void {
  addState(program, 'drain');
}

/** Adds the verb to the command. */
export function addMaint(program: Command): void {
  addState(program, 'maint');
}

/** Adds the verb to the command. */
export function addReady(program: Command): void {
  const command = program
    .command('ready')
    .description(DESCRIPTIONS.ready)
    .argument('<MEMBER...>', 'which members');
  addMemberFlags(command, false)
    .addHelpText('after', MEMBERS + EXAMPLES.ready)
    .action((members: string[], flags: PoolFlag) =>
      order('ready', flags, () => ({ members, state: 'ready' })),
    );
}

/** Adds the verb to the command. */
export function addWeight(program: Command): void {
  const command = program
    .command('weight')
    .description(DESCRIPTIONS.weight)
    .argument('<MEMBER>', 'which members')
    .argument('<WEIGHT>', '0 to 256, or "file" for that of the files');
  addMemberFlags(command)
    .addHelpText('after', MEMBERS + EXAMPLES.weight)
    .action((member: string, text: string, flags: PoolFlag) =>
      order('weight', flags, () => ({ members: [member], weight: weightOf(text) })),
    );
}

function stateOrder(state: 'drain' | 'maint', members: string[], flags: StateFlags): AdminOrder {
  const forMs = flags.for === undefined ? undefined : durationMs(flags.for);
  if (flags.for !== undefined && (forMs === undefined || forMs < MIN_FOR_MS || forMs > MAX_FOR_MS))
    throw new RequestError(
      ERROR_CODE.INVALID_INPUT,
      `--for must be a time from 1s to 366d, such as 30m, not ${flags.for}`,
    );
  const { reason } = flags;
  if (reason !== undefined && (reason === '' || reason.length > MAX_REASON || /\p{Cc}/u.test(reason)))
    throw new RequestError(
      ERROR_CODE.INVALID_INPUT,
      `--reason must be one line of at most ${MAX_REASON} characters`,
    );
  return { members, state, forMs: forMs === undefined ? undefined : Math.round(forMs), reason };
}

function weightOf(text: string): number | null {
  if (text === 'file') return null;
  if (/^\d{1,3}$/.test(text) && Number(text) <= MAX_WEIGHT) return Number(text);
  throw new RequestError(
    ERROR_CODE.INVALID_INPUT,
    `the weight must be a whole number from 0 to 256, or "file", not ${text}`,
  );
}

/** @param make throws RequestError when the command line is wrong */
async function order(verb: string, flags: PoolFlag, make: () => AdminOrder): Promise<void> {
  await reporting(verb, async () => {
    const { pool, force } = flags;
    const wanted: AdminOrder = { ...make(), pool, force, by: operatorName() };
    const server = await findServer(flags);
    const outcome = await server.post<AdminOutcome>('/admin', wanted).catch(error => {
      throw withPatternHint(error, wanted.members);
    });
    print(verb, outcome);
  });
}

function print(verb: string, { members, warnings }: AdminOutcome): void {
  process.stdout.write(members.map(member => `${show(member)}\n`).join(''));
  for (const warning of warnings) process.stderr.write(`rondo ${verb}: warning: ${warning}\n`);
}

function show({ pool, member, state, weight, until, reason, by }: DirectedMember): string {
  const end = until === undefined ? '' : ` until ${until.replace(/\.\d+Z$/, 'Z')}`;
  const why = reason === undefined ? '' : ` (${reason})`;
  const who = by === undefined ? '' : `, by ${by}`;
  return `${member} in ${pool}: ${state}, weight ${weight}${end}${who}${why}`;
}
