// `rondo drain`, `maint`, `ready` and `weight`: what an operator says of members of a running server.
import type { Command } from 'commander';
import { rfc3339 } from '../time/rfc3339.js';
import { MAX_REASON, MAX_WEIGHT } from '../view/admin-limits.js';
import type { AdminOrder, AdminOutcome, DirectedMember } from '../view/admin-order.js';
import { ERROR_CODE, RequestError } from '../view/request-error.js';
import { printJson } from './failure.js';
import { type ControlFlags, findServer } from './find-server.js';
import { operatorName } from './operator-name.js';
import { cancelPlanOn, listPlans, planOn, type TimeFlags, timesOf, warn } from './planned.js';
import { addControlFlags, reporting } from './server-verb.js';
import { withPatternHint } from './shell-pattern.js';

const MEMBERS = `
MEMBER is an address, ADDRESS:PORT, a prefix such as 10.1.0.0/16, a tag of the zone files, a pattern such as 'api-*' in
quotes, or all. It takes effect with the next answer, and is kept across restarts. Exit status: 0 when it is in effect;
1 when a pool would have fewer live members than its keep-at-least; 64 when there is no such member, 69 when no server
is reached.
`;

const TIMES = `
A MOMENT is a time such as 22:00, which is the next one of that kind, or has a date: '2026-12-01 22:00', 2026-12-01T22:00+01:00.
Without an offset it is of the time zone of this machine. The output says it.
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
  rondo maint rack1 --from 22:00 --for 2h
  rondo maint --list
  rondo maint --cancel 3
`,
  up: `
Its probes go on, and are overruled until \`rondo ready\`. \`rondo status\` and \`rondo explain\` show both.

Examples:
  rondo up 192.0.2.1 --for 1h --reason "the probe is wrong, not the backend"
`,
  down: `
Unlike in maintenance, it may be handed out when no member is live, as one whose probes fail. \`rondo ready\` takes it back.

Examples:
  rondo down 192.0.2.1 --for 10m --reason "what do clients do then?"
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
  up: 'count members as up, whatever their probes say',
  down: 'count members as down, whatever their probes say',
  ready: 'take back drain, maint, up and down',
  weight: 'give members another weight',
};

interface PoolFlag extends ControlFlags {
  readonly pool?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

interface StateFlags extends PoolFlag, TimeFlags {
  readonly reason?: string;
  readonly list?: boolean;
  readonly cancel?: string;
}

/** @param canTakeOut whether fewer members may be live afterwards */
function addMemberFlags(command: Command, canTakeOut = true): Command {
  command.option('--pool <POOL>', 'only in this pool: its name, with its type or without');
  if (canTakeOut)
    command.option('--force', 'even if a pool then has fewer live members than its keep-at-least');
  return addControlFlags(command.option('--json', 'print one JSON object'));
}

/** The verb with its members and with how long it holds. */
function addTimed(program: Command, state: 'drain' | 'maint' | 'up' | 'down', members: string): Command {
  return program
    .command(state)
    .description(DESCRIPTIONS[state])
    .argument(members, 'which members')
    .option('--for <TIME>', 'only for so long, such as 30m or 2h')
    .option('--until <MOMENT>', "only until then, such as 23:00 or '2026-12-01 06:00'");
}

function addReason(command: Command): Command {
  return command.option('--reason <TEXT>', 'why, for `rondo status` and the log');
}

function addState(program: Command, state: 'drain' | 'maint'): void {
  const timed = addTimed(program, state, '[MEMBER...]');
  const command = addReason(timed.option('--from <MOMENT>', 'not now, but from then on: this plans it'))
    .option('--list', 'show what is planned')
    .option('--cancel <NUMBER>', 'take back what is planned under this number');
  addMemberFlags(command)
    .addHelpText('after', MEMBERS + TIMES + EXAMPLES[state])
    .action((members: string[], flags: StateFlags) => direct(state, members, flags));
}

/** Gives an order now, plans it, or looks at what is planned. */
async function direct(state: 'drain' | 'maint', members: string[], flags: StateFlags): Promise<void> {
  const { list, cancel, from, pool, force, reason } = flags;
  const isJson = flags.json === true;
  if (members.length > 0 && from === undefined && cancel === undefined && list !== true)
    return order(state, flags, () => stateOrder(state, members, flags));
  await reporting(state, async () => {
    if (cancel !== undefined && members.length === 0)
      return cancelPlanOn(await findServer(flags), { verb: state, text: cancel, isJson });
    if (list === true && members.length === 0) return listPlans(await findServer(flags), isJson);
    if (members.length === 0 || cancel !== undefined || list === true) throw wrongLine(members);
    const { fromMs = 0, forMs = 0 } = timesOf(flags, Date.now());
    const [begin, end] = [fromMs, fromMs + forMs].map(rfc3339);
    const by = operatorName();
    const wanted = { members, pool, state, from: begin, until: end, reason: reasonOf(reason), force, by };
    const server = await findServer(flags);
    await planOn(server, wanted, isJson).catch(error => {
      throw withPatternHint(error, members);
    });
  });
}

function wrongLine(members: readonly string[]): RequestError {
  return members.length === 0
    ? new RequestError(
        ERROR_CODE.INVALID_INPUT,
        'which members?',
        'name some, or write --list or --cancel NUMBER',
      )
    : new RequestError(ERROR_CODE.INVALID_INPUT, 'members go with neither --list nor --cancel');
}

/** Adds the verb to the command. */
export function addDrain(program: Command): void {
  addState(program, 'drain');
}

/** Adds the verb to the command. */
export function addMaint(program: Command): void {
  addState(program, 'maint');
}

function addForced(program: Command, state: 'up' | 'down'): void {
  const command = addReason(addTimed(program, state, '<MEMBER...>'));
  addMemberFlags(command, state === 'down')
    .addHelpText('after', MEMBERS + EXAMPLES[state])
    .action((members: string[], flags: StateFlags) =>
      order(state, flags, () => stateOrder(state, members, flags)),
    );
}

/** Adds the verb to the command. */
export function addUp(program: Command): void {
  addForced(program, 'up');
}

/** Adds the verb to the command. */
export function addDown(program: Command): void {
  addForced(program, 'down');
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

function stateOrder(state: AdminOrder['state'], members: string[], flags: StateFlags): AdminOrder {
  const { forMs } = timesOf(flags, Date.now());
  return { members, state, forMs, reason: reasonOf(flags.reason) };
}

function reasonOf(reason: string | undefined): string | undefined {
  if (reason !== undefined && (reason === '' || reason.length > MAX_REASON || /\p{Cc}/u.test(reason)))
    throw new RequestError(
      ERROR_CODE.INVALID_INPUT,
      `--reason must be one line of at most ${MAX_REASON} characters`,
    );
  return reason;
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
    const outcome = await server.post<AdminOutcome>('/orders', wanted).catch(error => {
      throw withPatternHint(error, wanted.members);
    });
    if (flags.json === true) printJson(outcome);
    else print(verb, outcome);
  });
}

function print(verb: string, { members, warnings }: AdminOutcome): void {
  process.stdout.write(members.map(member => `${show(member)}\n`).join(''));
  warn(verb, warnings);
}

function show({ pool, member, state, weight, until, reason, by }: DirectedMember): string {
  const end = until === undefined ? '' : ` until ${until.replace(/\.\d+Z$/, 'Z')}`;
  const why = reason === undefined ? '' : ` (${reason})`;
  const who = by === undefined ? '' : `, by ${by}`;
  const word = state === 'up' || state === 'down' ? `forced ${state}` : state;
  return `${member} in ${pool}: ${word}, weight ${weight}${end}${who}${why}`;
}
