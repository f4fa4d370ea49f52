// What the admin address, and somebody who takes its metrics each second, cost the answers: by processor time, with it and without.
import { get } from 'node:http';
import { median } from '../median.js';
import { type Command, writeInto } from '../peers/peer.js';
import { freePort } from '../serve/free-port.js';
import { type Server, startServer } from '../serve/server.js';
import { type Build, type Goals, type Place, type Reached, rowOf } from '../stalls/bound.js';
import { rondoCommand } from '../stalls/pools.js';
import { runLoad } from '../traffic/run-load.js';

const NAME = 'answers.test';
const ROUNDS = 9;
const SHORT_ROUNDS = 1;
const SECONDS = 3;
const SCRAPE_MS = 1000;
const LOAD = { seconds: SECONDS, sockets: 8, window: 32, kinds: [{ name: NAME }] };
/** What is not seen in the noise of a busy machine. */
const LEAST_RATIO = 0.97;

type Key = 'thread' | 'beside';
const GOALS: Goals<Key> = {
  thread: [
    'answers by processor time of their thread, with the admin address and metrics taken each second, to those without it',
    `≥ ${LEAST_RATIO}`,
  ],
  beside: ['what the other threads use then, beyond that without it', ''],
};

interface Rates {
  /** Answers by processor time of the answer thread, in seconds. */
  readonly thread: number;
  /** Of the other threads, in parts of a core. */
  readonly beside: number;
}

function start(build: Build, folder: string, adminPort: number | undefined): Promise<Server> {
  const prepare = (own: string, port: number): Command => {
    writeInto(own, 'answers.yaml', `zone: ${NAME}\npools:\n  "@": { members: [192.0.2.1, 192.0.2.2] }\n`);
    const admin = adminPort === undefined ? 'off' : `127.0.0.1:${adminPort}`;
    const more = `zones: [answers.yaml]\nforward: off\ncontrol: off\nworkers: 1\nadmin: ${admin}\n`;
    return rondoCommand(build, own, port, more);
  };
  const zones = { folder, origins: [NAME], lastName: NAME, records: 2 };
  return startServer(
    { name: adminPort === undefined ? 'without' : 'with', works: '', prepare },
    { folder, site: { zones }, cores: '0', sign: { name: NAME, hasRecord: true } },
  );
}

/** Has metrics taken until the function that is returned is called. */
function scrape(adminPort: number): () => void {
  const timer = setInterval(() => {
    get({ host: '127.0.0.1', port: adminPort, path: '/metrics' }, response => response.resume()).on(
      'error',
      () => undefined,
    );
  }, SCRAPE_MS);
  return () => clearInterval(timer);
}

async function ratesOf(server: Server): Promise<Rates> {
  const { answers, seconds, cpuSeconds, threadSeconds } = await runLoad(server, LOAD);
  return { thread: answers / threadSeconds, beside: (cpuSeconds - threadSeconds) / seconds };
}

async function ratesWhileScraped(server: Server, adminPort: number): Promise<Rates> {
  const end = scrape(adminPort);
  try {
    return await ratesOf(server);
  } finally {
    end();
  }
}

async function measure(build: Build, { folder, isShort }: Place): Promise<Record<Key, Reached>> {
  const adminPort = await freePort();
  const servers: Server[] = [];
  const seen: Rates[] = [];
  try {
    for (const port of [undefined, adminPort])
      servers.push(await start(build, `${folder}/${build.name}-${port ?? 'without'}`, port));
    const [without, watched] = servers;
    for (let round = 0; round < (isShort ? SHORT_ROUNDS : ROUNDS); round++) {
      const alone = await ratesOf(without);
      const both = await ratesWhileScraped(watched, adminPort);
      seen.push({ thread: both.thread / alone.thread, beside: both.beside - alone.beside });
    }
  } finally {
    for (const server of servers) await server.end();
  }
  const middle = (key: Key) => median(seen.map(each => each[key]));
  const thread = middle('thread');
  return {
    thread: { text: thread.toFixed(2), isMet: thread >= LEAST_RATIO },
    beside: { text: `${(middle('beside') * 100).toFixed(1)}% of a core`, isMet: true },
  };
}

export const answers = rowOf('answers', GOALS, measure);
