// `npm run bench`: the installed peers, Rondo and the limits under the same loads, in turn; gives the tables as Markdown.
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { batchObstacle } from '../../src/transport/batch/system.js';
import type { Peer } from '../peers/peer.js';
import { OWN, STRANGERS } from '../peers/peers.js';
import { rondoBatch, rondoBefore, rondoUnder } from '../peers/rondo.js';
import { measureExtras } from './extras.js';
import { type Goal, goalsOf } from './goals.js';
import { type Extent, measureWork, type Result } from './rounds.js';
import { goalTable, tableOf } from './table.js';
import { works } from './works.js';

const SHORT_NAMES = 20_000;
const ALL = 'abcdefgh';

/** What was measured. */
export interface Served {
  /** Whether it is worth keeping: no short run, and no comparison with another build. */
  readonly isKept: boolean;
  /** The checkout that was measured beside this one. */
  readonly against: string | undefined;
  /** Whether it is of several versions of Node. */
  readonly isOfNodes: boolean;
  /** The file in the results folder that the tables belong into. */
  readonly file: string;
  readonly lines: string[];
}

interface Wish extends Extent {
  readonly letters: string;
  readonly peers: readonly Peer[];
  /** A checkout whose build runs beside this one, and nobody else. */
  readonly against: string | undefined;
  /** Whether this build runs under several versions of Node, and nobody else. */
  readonly isOfNodes: boolean;
  readonly isShort: boolean;
}

/** @throws Error that names the peers there are */
function pickPeers(names: readonly string[]): readonly Peer[] {
  const unknown = names.find(name => STRANGERS.every(peer => peer.name !== name));
  if (unknown !== undefined)
    throw new Error(`no peer is named ${unknown}; there are ${STRANGERS.map(({ name }) => name).join(', ')}`);
  return names.length === 0 ? STRANGERS : STRANGERS.filter(({ name }) => names.includes(name));
}

function readWish(args: readonly string[]): Wish {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      short: { type: 'boolean', default: false },
      work: { type: 'string' },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      names: { type: 'string' },
      against: { type: 'string' },
      node: { type: 'string', multiple: true },
    },
  });
  const { against, node: nodes } = values;
  const number = (text: string | undefined, short: number, long: number) =>
    Number(text ?? (values.short ? short : long));
  const others = () =>
    against === undefined ? [...OWN, ...pickPeers(positionals)] : [rondoBefore(resolve(against)), rondoBatch];
  return {
    letters: values.work ?? (nodes !== undefined ? 'a' : values.short ? 'ac' : ALL),
    peers: nodes?.map(rondoUnder) ?? others(),
    against,
    isOfNodes: nodes !== undefined,
    isShort: values.short,
    rounds: number(values.rounds, 1, 5),
    seconds: number(values.seconds, 0.3, 1),
    names: number(values.names, SHORT_NAMES, 1_000_000),
  };
}

/** Measures the works that are wished for. */
async function measureWorks(wish: Wish): Promise<{ results: readonly Result[]; extras: readonly Goal[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'rondo-bench-'));
  const results: Result[] = [];
  try {
    for (const work of works(wish.names)) {
      if (!wish.letters.includes(work.letter)) continue;
      process.stderr.write(`bench: (${work.letter}) ${work.title}\n`);
      results.push(await measureWork(work, wish.peers, join(folder, work.letter), wish));
    }
    const [first] = works(wish.names);
    const hasExtras =
      !wish.isShort && wish.against === undefined && !wish.isOfNodes && wish.letters.includes(first.letter);
    return { results, extras: hasExtras ? await measureExtras(first, folder, wish) : [] };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Measures and gives the tables. @param args names of peers; `--short`, `--work`, `--rounds`, `--seconds`, `--names`, `--against`, `--node` */
export async function measureServing(args: readonly string[]): Promise<Served> {
  const wish = readWish(args);
  const { against, isOfNodes } = wish;
  const file = isOfNodes ? 'nodes.md' : wish.letters === ALL ? 'serve.md' : `serve-${wish.letters}.md`;
  const isKept = !wish.isShort && wish.against === undefined;
  const obstacle = batchObstacle();
  if (obstacle !== undefined)
    return {
      isKept,
      against,
      isOfNodes,
      file,
      lines: [`Serving was not measured, for there are no batches of datagrams: ${obstacle}.`],
    };
  const busyBefore = loadavg()[0].toFixed(1);
  const { results, extras } = await measureWorks(wish);
  const turns = `${wish.rounds} rounds of ${wish.seconds} s, in turn. Load average of the machine before it began: ${busyBefore}.`;
  return {
    isKept,
    against,
    isOfNodes,
    file,
    lines: [
      turns,
      '',
      ...(isOfNodes ? [] : [...goalTable([...results.flatMap(goalsOf), ...extras]), '']),
      ...results.flatMap(result => [...tableOf(result), '']),
    ],
  };
}
