// How many healthy members are called down at the start, on a machine that is busy with other things.
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../serve/free-port.js';
import { addresses } from './ask.js';
import {
  type Bound,
  type Build,
  boundsOf,
  each,
  type Goals,
  type Place,
  type Reached,
  type Row,
} from './bound.js';
import { beBusy } from './busy.js';
import {
  addressOf,
  downsIn,
  MEMBERS_OF_POOL,
  membersOf,
  poolName,
  rondoCommand,
  writePools,
} from './pools.js';
import { Subject } from './subject.js';
import { haproxyCommand, haproxyDowns, startNginx } from './web.js';

const COUNTS = [2000, 10_000];
const SHORT_COUNTS = [500];
const LOOPS = 6;
/** Three rounds of probes on a machine with time. */
const WATCHED_SECONDS = 20;
const START_LIMIT_SECONDS = 60;
const ASK_LIMIT_MS = 1000;
const HAPROXY = { name: 'haproxy', checkout: '' };

type Key = 'downs' | 'missing' | 'start';

const goalsOf = (members: number): Goals<Key> => ({
  downs: [
    `false downs at the start with ${members.toLocaleString('en-US')} healthy members and ${LOOPS} busy loops`,
    '0',
  ],
  missing: ['of these members, those that an answer lacked', '0'],
  start: ['to the first answer with that', ''],
});

interface Site {
  readonly folder: string;
  readonly members: number;
  readonly backendPort: number;
}

/** Members of pools that are not handed out. */
async function lackedNow(port: number, pools: number, lacked: Set<string>): Promise<void> {
  for (let pool = 0; pool < pools; pool++) {
    const seen = await addresses(port, poolName(pool), ASK_LIMIT_MS);
    if (seen === undefined) continue;
    for (const number of membersOf(pool, MEMBERS_OF_POOL)) {
      const address = addressOf(number);
      if (!seen.includes(address)) lacked.add(address);
    }
  }
}

async function measureRondo(
  build: Build,
  { members, backendPort, ...site }: Site,
): Promise<Record<Key, Reached>> {
  const folder = join(site.folder, `${build.name}-${members}`);
  const port = await freePort();
  writePools(folder, members, `http: /, port: ${backendPort}, interval: 5s, timeout: 2s`);
  const command = rondoCommand(build, folder, port, 'zones: [pools.yaml]\nforward: off\ncontrol: off\n');
  const idle = beBusy(LOOPS, START_LIMIT_SECONDS + WATCHED_SECONDS);
  try {
    const server = await Subject.start({ command, folder, sign: { port, name: poolName(0) } });
    const lacked = new Set<string>();
    try {
      const deadline = performance.now() + WATCHED_SECONDS * 1000;
      while (performance.now() < deadline) {
        await lackedNow(port, members / MEMBERS_OF_POOL, lacked);
        await pause(500);
      }
    } finally {
      await server.end();
    }
    const downs = downsIn(server.output);
    return {
      downs: { text: String(downs), isMet: downs === 0 },
      missing: { text: String(lacked.size), isMet: lacked.size === 0 },
      start: { text: `${server.startSeconds.toFixed(1)} s`, isMet: true },
    };
  } finally {
    idle();
  }
}

async function measureHaproxy({
  members,
  backendPort,
  ...site
}: Site): Promise<Partial<Record<Key, Reached>>> {
  const folder = join(site.folder, `haproxy-${members}`);
  const port = await freePort();
  const check = 'inter 5s fall 2 rise 2';
  const command = haproxyCommand(folder, port, { members, backendPort, check });
  const idle = beBusy(LOOPS, START_LIMIT_SECONDS + WATCHED_SECONDS);
  try {
    const server = await Subject.start({ command, folder });
    try {
      await pause(WATCHED_SECONDS * 1000);
      return { downs: { text: String(await haproxyDowns(folder)), isMet: true } };
    } finally {
      await server.end();
    }
  } finally {
    idle();
  }
}

export const start: Row = {
  name: 'start',
  async run({ folder, builds, isShort }: Place) {
    const backendPort = await freePort();
    const nginx = await startNginx(join(folder, 'nginx'), backendPort);
    const bounds: Bound[] = [];
    try {
      for (const members of isShort ? SHORT_COUNTS : COUNTS) {
        const site = { folder, members, backendPort };
        const seen = await each([...builds, HAPROXY], build =>
          build === HAPROXY ? measureHaproxy(site) : measureRondo(build, site),
        );
        bounds.push(...boundsOf(goalsOf(members), seen));
      }
    } finally {
      await nginx.end();
    }
    return bounds;
  },
};
