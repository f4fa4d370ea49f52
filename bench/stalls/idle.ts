// What a server costs that has nothing to do, and how soon it answers, with the files that are shipped.
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { median } from '../median.js';
import { freePort } from '../serve/free-port.js';
import { type Bound, type Build, each, type Place, type Row } from './bound.js';
import { serveCommand } from './pools.js';
import { Subject } from './subject.js';

const ROUNDS = 7;
const SHORT_ROUNDS = 1;
/** Until the memory of the start is given back. */
const REST_MS = 20_000;
const SHORT_REST_MS = 3000;
const MOST_MORE_MB = 15;
/** The same time twice is never quite the same. */
const NOT_SLOWER = 1.05;
/** A name of the zone files that are shipped. */
const SHIPPED = 'my-awesome-highload-app.local';

interface Idle {
  readonly residentMb: number;
  readonly startMs: number;
}

/** Starts one as it is shipped. @param admin its admin address, or `off` */
export async function startIdle(build: Build, folder: string, admin: string): Promise<Subject> {
  const port = await freePort();
  const command = serveCommand(build, [
    ...['--config', join(build.checkout, 'rondo.yaml'), '--listen', `127.0.0.1:${port}`],
    ...['--admin', admin],
  ]);
  return Subject.start({ command, folder, sign: { port, name: SHIPPED } });
}

async function startOnce(build: Build, folder: string, restMs: number): Promise<Idle> {
  const server = await startIdle(build, folder, `127.0.0.1:${await freePort()}`);
  try {
    await pause(restMs);
    return { residentMb: server.residentMb, startMs: server.startSeconds * 1000 };
  } finally {
    await server.end();
  }
}

/** What is said of the starts of all builds. */
interface Figure {
  readonly what: string;
  readonly goal: string;
  of(one: Idle): number;
  format(value: number): string;
  isMet(own: number, former: number): boolean;
}

const FIGURES: readonly Figure[] = [
  {
    what: 'resident when idle, as shipped',
    goal: `≤ +${MOST_MORE_MB} MB`,
    of: ({ residentMb }) => residentMb,
    format: value => `${value.toFixed(1)} MB`,
    isMet: (own, former) => own <= former + MOST_MORE_MB,
  },
  {
    what: 'from the start to the first answer, as shipped',
    goal: 'not slower',
    of: ({ startMs }) => startMs,
    format: value => `${value.toFixed(0)} ms`,
    isMet: (own, former) => own <= former * NOT_SLOWER,
  },
];

function boundOf(runs: ReadonlyMap<string, readonly Idle[]>, { what, goal, ...figure }: Figure): Bound {
  const middle = [...runs].map(([name, all]): [string, number] => [name, median(all.map(figure.of))]);
  const [own, former] = middle.map(([, value]) => value);
  return {
    what,
    goal,
    isMet: former === undefined ? undefined : figure.isMet(own, former),
    reached: new Map(middle.map(([name, value]) => [name, figure.format(value)])),
  };
}

export const idle: Row = {
  name: 'idle',
  async run({ folder, builds, isShort }: Place) {
    const runs = new Map<string, Idle[]>(builds.map(({ name }) => [name, []]));
    const [rounds, restMs] = isShort ? [SHORT_ROUNDS, SHORT_REST_MS] : [ROUNDS, REST_MS];
    for (let round = 0; round < rounds; round++)
      for (const [name, one] of await each(builds, build =>
        startOnce(build, join(folder, build.name), restMs),
      ))
        if (typeof one !== 'string') runs.get(name)?.push(one);
    return FIGURES.map(figure => boundOf(runs, figure));
  },
};
