// `rondo complete`, which shells ask for what may stand next: from the help, and from the running server.
import type { Command } from 'commander';
import { TYPE_NAMES } from '../dns/types.js';
import type { PlansView } from '../view/plan.js';
import type { StatusView } from '../view/status.js';
import { type Candidate, wantedNext } from './completion-words.js';
import { type ControlFlags, findServer } from './find-server.js';
import { planLine } from './plan-text.js';
import { STATES } from './status.js';
import type { ZonesView } from './zone-text.js';

/** Has the shell offer files; it stands alone in a line. */
const FILES = ':files';
/** Names of values that are files or folders. */
const PATHS: readonly string[] = ['FILE', 'FILES', 'FOLDER', 'PATH'];
/** Values that are the same for every server, by their names in the help. */
const FIXED: Readonly<Record<string, readonly string[]>> = {
  STATE: STATES,
  TYPE: TYPE_NAMES,
};
/** Verbs for which --config names files, and not a server. */
const READ_FILES: readonly string[] = ['serve', 'check', 'explain', 'whatif'];
/** Verbs that can be planned, and whose numbers are those of plans. */
const PLANNED: readonly string[] = ['drain', 'maint'];
/** More are of no use to who chooses. */
const MAX_WORDS = 500;

/** Adds the verb to the command. It is not shown: shells use it. */
export function addComplete(program: Command): void {
  program
    .command('complete', { hidden: true })
    .argument('[WORDS...]', 'the command line behind `rondo`, up to the place that is meant')
    .action(async (words: string[]) => {
      const found = await candidatesOf(program, words);
      const lines = found.slice(0, MAX_WORDS).map(({ word, description }) => `${word}\t${description}\n`);
      process.stdout.write(lines.join('').replace(`${FILES}\t`, FILES));
    });
}

async function candidatesOf(program: Command, words: readonly string[]): Promise<Candidate[]> {
  const { candidates, value, typed, before } = wantedNext(program, words);
  const all = [...candidates, ...(value === undefined ? [] : await valuesOf(value, words))];
  const fitting = all.filter(({ word }) => word.startsWith(typed) || word === FILES);
  const distinct = new Map(fitting.map(each => [each.word, each]));
  return [...distinct.values()].map(each =>
    each.word === FILES ? each : { ...each, word: before + each.word },
  );
}

/** The values that go by a name in the help. */
async function valuesOf(value: string, words: readonly string[]): Promise<readonly Candidate[]> {
  if (PATHS.includes(value)) return [{ word: FILES, description: '' }];
  if (value === 'NUMBER' && PLANNED.includes(words[0])) return plansOf(words);
  const fixed = FIXED[value];
  if (fixed !== undefined) return fixed.map(word => ({ word, description: value.toLowerCase() }));
  if (value === 'ZONE') return zonesOf(words);
  const wants = {
    pools: ['POOL', 'NAME', 'WHICH'].includes(value),
    members: ['MEMBER', 'WHICH'].includes(value),
  };
  if (!wants.pools && !wants.members) return [];
  const pools = await poolsOf(words);
  return [...(wants.pools ? poolWords(pools) : []), ...(wants.members ? memberWords(pools) : [])];
}

/** What the server that is meant replies; undefined when there is none, for this is no place to say why. */
async function asked<View>(words: readonly string[], path: string): Promise<View | undefined> {
  try {
    const server = await findServer(serverFlags(words));
    return await server.get<View>(path);
  } catch {
    return undefined;
  }
}

async function poolsOf(words: readonly string[]): Promise<StatusView['pools']> {
  return (await asked<StatusView>(words, '/status'))?.pools ?? [];
}

async function zonesOf(words: readonly string[]): Promise<Candidate[]> {
  const { zones } = (await asked<ZonesView>(words, '/zones')) ?? { zones: [] };
  return zones.map(({ zone, serial }) => ({ word: zone, description: `zone, serial ${serial}` }));
}

/** The numbers of what is planned. */
async function plansOf(words: readonly string[]): Promise<Candidate[]> {
  const { plans } = (await asked<PlansView>(words, '/plans')) ?? { plans: [] };
  return plans.map(plan => ({ word: `${plan.id}`, description: planLine(plan) }));
}

/** Which server the words mean. */
function serverFlags(words: readonly string[]): ControlFlags {
  const after = (flags: readonly string[]) => {
    const at = words.findIndex(word => flags.includes(word));
    return at < 0 || at >= words.length - 2 ? undefined : words[at + 1];
  };
  // That of `rondo query` is asked over DNS, and need not be the one that runs here; others read files.
  return {
    control: after(['--control']),
    server: words[0] === 'query' ? undefined : after(['-s', '--server']),
    config: READ_FILES.includes(words[0]) ? undefined : after(['-c', '--config']),
  };
}

function poolWords(pools: StatusView['pools']): Candidate[] {
  return pools.map(({ pool, live, total }) => ({
    word: pool.replace(/ .*/, ''),
    description: `pool, ${live} of ${total} live`,
  }));
}

function memberWords(pools: StatusView['pools']): Candidate[] {
  return pools.flatMap(({ pool, members }) =>
    members.flatMap(({ endpoint, state, tags }) => [
      { word: endpoint, description: `${state} in ${pool}` },
      ...tags.map(word => ({ word, description: `tag of members of ${pool}` })),
    ]),
  );
}
