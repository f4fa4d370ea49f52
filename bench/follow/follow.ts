// `npm run bench -- follow`: from a verdict at the primary to the changed answer of Knot, BIND and NSD, beside what an update takes at other primaries.
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Fleet, type RunningPrimary, type RunningSecondary } from './fleet.js';
import { addressOf, labelOf, NAMES, type Primary } from './names.js';
import { rondoPrimary } from './rondo-primary.js';
import { SECONDARIES, type Secondary } from './secondaries.js';
import { bindPrimary, knotPrimary } from './update-primaries.js';

const PRIMARIES: readonly Primary[] = [rondoPrimary, knotPrimary, bindPrimary];
/** So long the changes of one primary come one after another; then it is another's turn. */
const BLOCK_SECONDS = 20;
/** From one change to the next it is longer than the pace says, by a part up to this one. */
const JITTER = 0.1;

/** How fast changes come, and how many of each primary. */
interface Pace {
  readonly perSecond: number;
  readonly changes: number;
}

/** Before anything counts: what runs for the first time is slow. */
const WARM_UP: Pace = { perSecond: 1, changes: 5 };
const PACES: readonly Pace[] = [
  { perSecond: 1, changes: 100 },
  { perSecond: 5, changes: 200 },
];
/** Of each secondary alone: where others work at the same moment, each waits for its turn of a core. */
const ALONE: readonly Pace[] = [{ perSecond: 1, changes: 100 }];
const SHORT_PACES: readonly Pace[] = [
  { perSecond: 1, changes: 10 },
  { perSecond: 5, changes: 20 },
];

/** A change under way. */
interface Change {
  /** When the primary knew of it. */
  readonly knownMs: Promise<number>;
  /** Resolves when all secondaries show it. */
  readonly seen: Promise<unknown>;
}

/** Changes at one pace, and how long each took to be seen. */
class Measured {
  readonly #times = new Map<string, number[]>();

  constructor(
    readonly fleet: Fleet,
    readonly pace: Pace,
  ) {}

  /** In milliseconds. */
  timesOf(secondary: Secondary, primary: Primary): number[] {
    const key = `${secondary.name} ${primary.name}`;
    const known = this.#times.get(key) ?? [];
    this.#times.set(key, known);
    return known;
  }

  /** The primaries take turns, so that the machine is the same to all. */
  async run(): Promise<this> {
    const { perSecond, changes } = this.pace;
    const block = Math.min(changes, BLOCK_SECONDS * perSecond);
    for (let done = 0; done < changes; done += block)
      for (const each of this.fleet.primaries) await this.#runBlock(each, block);
    return this;
  }

  /** Changes come at their pace, whether those before were seen or not. */
  async #runBlock(at: RunningPrimary, changes: number): Promise<void> {
    const all: Promise<unknown>[] = [];
    for (let change = 0; change < changes; change++) {
      const { knownMs, seen } = this.#change(at, change % NAMES);
      all.push(seen);
      const restMs = (1_000 / this.pace.perSecond) * (1 + JITTER * Math.random());
      await pause((await knownMs) + restMs - Date.now());
    }
    await Promise.all(all);
  }

  #change({ primary, changer, isThere }: RunningPrimary, number: number): Change {
    const next = !isThere[number];
    isThere[number] = next;
    const name = `${labelOf(number)}.${primary.zone}`;
    const knownMs = changer.change(number, next);
    const look = async ({ secondary, watch }: RunningSecondary) => {
      const [fromMs, toMs] = await Promise.all([knownMs, watch.until(name, addressOf(number), next)]);
      this.timesOf(secondary, primary).push(toMs - fromMs);
    };
    return { knownMs, seen: Promise.all(this.fleet.secondaries.map(look)) };
  }
}

function figuresOf(times: readonly number[]): string[] {
  const sorted = [...times].sort((a, b) => a - b);
  const part = (of: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * of))];
  return [0.5, 0.95, 1].map(of => String(part(of)));
}

function tableOf(measured: Measured): string[] {
  const { fleet, pace } = measured;
  const lines = [
    `| ${pace.perSecond} a second, ${pace.changes} changes${fleet.secondaries.length === 1 ? ', alone' : ''} | after | p50, ms | p95, ms | longest, ms | goal of p95 |`,
    '|---|---|---|---|---|---|',
  ];
  for (const { secondary } of fleet.secondaries)
    for (const { primary } of fleet.primaries) {
      const goal = primary === rondoPrimary && pace.perSecond === 1 ? `≤ ${secondary.goalMs} ms` : '';
      const figures = figuresOf(measured.timesOf(secondary, primary));
      lines.push(
        `| ${secondary.name} | ${primary.told} at ${primary.name} | ${figures.join(' | ')} | ${goal} |`,
      );
    }
  return [...lines, ''];
}

/** Servers that run together, and the paces of changes. */
interface Part {
  readonly primaries: readonly Primary[];
  readonly secondaries: readonly Secondary[];
  readonly paces: readonly Pace[];
}

async function measurePart({ primaries, secondaries, paces }: Part): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'rondo-follow-'));
  const lines: string[] = [];
  const fleet = new Fleet(folder);
  try {
    await fleet.start(primaries, secondaries);
    await new Measured(fleet, WARM_UP).run();
    for (const pace of paces) {
      const table = tableOf(await new Measured(fleet, pace).run());
      process.stderr.write(`${table.join('\n')}\n`);
      lines.push(...table);
    }
  } finally {
    await fleet.end();
    rmSync(folder, { recursive: true, force: true });
  }
  return lines;
}

/** Measures and gives the tables. @param args `--short`; `--at` with a secondary, which is measured alone with Rondo */
export async function measureFollow(args: readonly string[]): Promise<string[]> {
  const { values } = parseArgs({
    args: [...args],
    options: { short: { type: 'boolean', default: false }, at: { type: 'string' } },
  });
  const [paces, alone] = values.short ? [SHORT_PACES, SHORT_PACES.slice(0, 1)] : [PACES, ALONE];
  const parts: Part[] = SECONDARIES.filter(({ name }) => name === (values.at ?? name)).map(secondary => ({
    primaries: [rondoPrimary],
    secondaries: [secondary],
    paces: alone,
  }));
  if (values.at === undefined) parts.unshift({ primaries: PRIMARIES, secondaries: SECONDARIES, paces });
  const lines = [`Load average of the machine before it began: ${loadavg()[0].toFixed(1)}.`, ''];
  for (const part of parts) lines.push(...(await measurePart(part)));
  return lines;
}
