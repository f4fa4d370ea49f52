// Ratios of Rondo with itself: two answer threads against one, and 1,000 probed backends against two.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { APEX } from '../load/zones.js';
import { median } from '../median.js';
import type { Site } from '../peers/peer.js';
import { rondoBatch } from '../peers/rondo.js';
import { openBackends } from './backends.js';
import { freePort } from './free-port.js';
import type { Goal } from './goals.js';
import type { Extent } from './rounds.js';
import { type Server, startServer } from './server.js';
import { type Turn, takeTurn } from './turn.js';
import { type Work, writeSite } from './works.js';

/** Below this part of a core, what was measured is mostly the noise of others. */
const LEAST_BUSY = 0.5;
const BACKENDS = 1000;
/** Both cores: two threads share them with the generator. */
const BOTH_CORES = '0,1';

interface Compared {
  /** The median of the ratios, second to first. */
  readonly ratio: number;
  readonly isDisturbed: boolean;
}

/** Starts two servers, loads them in turn and compares them. @returns the median of the ratios, second to first */
async function compare(
  starts: readonly (() => Promise<Server>)[],
  work: Work,
  { rounds, seconds }: Extent,
  measure: (turn: Turn) => number,
): Promise<Compared> {
  const servers: Server[] = [];
  try {
    for (const start of starts) servers.push(await start());
    for (const server of servers) await takeTurn(server, work, 0.5);
    const ratios: number[] = [];
    const busy: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const first = await takeTurn(servers[0], work, seconds);
      const second = await takeTurn(servers[1], work, seconds);
      ratios.push(measure(second) / measure(first));
      busy.push(first.busy, second.busy);
    }
    return { ratio: median(ratios), isDisturbed: median(busy) < LEAST_BUSY };
  } finally {
    for (const server of servers) await server.end();
  }
}

function goal(text: string, least: number, { ratio: reached, isDisturbed }: Compared): Goal {
  return { text, goal: `≥ ${least}`, reached, isMet: reached >= least, isDisturbed };
}

/** Two answer threads against one. */
async function measureThreads(work: Work, folder: string, extent: Extent): Promise<Goal> {
  const site: Site = writeSite('pool', join(folder, 'threads'), extent.names);
  const sign = { name: site.zones.lastName, hasRecord: true };
  const start = (threads: number) => () =>
    startServer(rondoBatch, {
      folder: join(folder, `threads-${threads}`),
      site: { ...site, threads },
      cores: BOTH_CORES,
      sign,
    });
  const reached = await compare([start(1), start(2)], work, extent, turn => turn.perCpuSecond);
  return goal('two answer threads to one, by queries per CPU second', 0.9, reached);
}

/** 1,000 probed backends against two. */
async function measureProbes(work: Work, folder: string, extent: Extent): Promise<Goal> {
  const few: Site = writeSite('pool', join(folder, 'few'), extent.names);
  const many: Site = writeSite('pool', join(folder, 'many'), extent.names);
  const addresses = Array.from({ length: BACKENDS }, (_, n) => `127.1.${n >> 8}.${n & 255}`);
  const [origin] = many.zones.origins;
  // The answers stay those of the pool of two: only the probing grows.
  const crowd = addresses.map((address, n) => `crowd${n >> 3} 0 A ${address}\n`).join('');
  const file = join(many.zones.folder, `${origin}.zone`);
  writeFileSync(file, `${APEX}@ 0 A 127.0.0.1\n@ 0 A 127.0.0.2\n${crowd}`);
  const probePort = await freePort();
  const close = await openBackends(probePort, ['127.0.0.1', '127.0.0.2', ...addresses]);
  const probedNames = [origin, ...Array.from({ length: BACKENDS / 8 }, (_, n) => `crowd${n}.${origin}`)];
  const sign = { name: origin, hasRecord: true };
  try {
    const starts = [
      () =>
        startServer(rondoBatch, {
          folder: join(folder, 'probes-2'),
          site: { ...few, probePort },
          cores: '0',
          sign,
        }),
      () =>
        startServer(rondoBatch, {
          folder: join(folder, 'probes-1000'),
          site: { ...many, probePort, probedNames },
          cores: '0',
          sign,
        }),
    ];
    const reached = await compare(starts, work, extent, turn => turn.perThreadSecond);
    return goal(
      '1,000 probed backends to two, by queries per CPU second of the answer thread',
      0.95,
      reached,
    );
  } finally {
    close();
  }
}

/** Both ratios, with the work (a). */
export async function measureExtras(work: Work, folder: string, extent: Extent): Promise<readonly Goal[]> {
  return [await measureThreads(work, folder, extent), await measureProbes(work, folder, extent)];
}
