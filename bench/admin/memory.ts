// What memory the admin address takes of a server that has nothing to do, with the files that are shipped.
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { median } from '../median.js';
import { freePort } from '../serve/free-port.js';
import { type Build, type Goals, type Place, type Reached, rowOf } from '../stalls/bound.js';
import { startIdle } from '../stalls/idle.js';

const ROUNDS = 5;
const SHORT_ROUNDS = 1;
const REST_MS = 15_000;
const MOST_MORE_MB = 10;

type Key = 'more' | 'without';
const GOALS: Goals<Key> = {
  more: ['resident when idle with the admin address, beyond that without it', `≤ +${MOST_MORE_MB} MB`],
  without: ['resident when idle without it', ''],
};

async function residentMb(build: Build, folder: string, admin: string): Promise<number> {
  const server = await startIdle(build, folder, admin);
  try {
    await pause(REST_MS);
    return server.residentMb;
  } finally {
    await server.end();
  }
}

async function measure(build: Build, { folder, isShort }: Place): Promise<Record<Key, Reached>> {
  const own = join(folder, build.name);
  const without: number[] = [];
  const more: number[] = [];
  for (let round = 0; round < (isShort ? SHORT_ROUNDS : ROUNDS); round++) {
    const [off, on] = [
      await residentMb(build, own, 'off'),
      await residentMb(build, own, `127.0.0.1:${await freePort()}`),
    ];
    without.push(off);
    more.push(on - off);
  }
  return {
    more: { text: `${median(more).toFixed(1)} MB`, isMet: median(more) <= MOST_MORE_MB },
    without: { text: `${median(without).toFixed(1)} MB`, isMet: true },
  };
}

export const memory = rowOf('memory', GOALS, measure);
