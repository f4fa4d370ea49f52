// Ten thousand members on a quiet machine: the first answer, memory, and how long `rondo status` and `rondo drain` take.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { median } from '../median.js';
import { freePort } from '../serve/free-port.js';
import { type Build, boundsOf, each, type Goals, type Place, type Reached, type Row } from './bound.js';
import { addressOf, MEMBERS_OF_POOL, poolName, rondoCommand, writePools } from './pools.js';
import { Subject } from './subject.js';
import { haproxyCommand, startNginx } from './web.js';

const MEMBERS = 10_000;
const SHORT_MEMBERS = 1000;
/** All have been probed more than once by then. */
const SETTLE_MS = 15_000;
const TIMES = 3;
const MOST_OUTPUT = 2 ** 26;
const HAPROXY = { name: 'haproxy', checkout: '' };
const MOST = { startSeconds: 4, residentMb: 150, statusSeconds: 1, drainSeconds: 0.3 };

type Key = 'start' | 'resident' | 'status' | 'drain';

interface Site {
  readonly folder: string;
  readonly members: number;
  readonly backendPort: number;
}

const PROBE = 'interval: 5s, timeout: 2s';

const reached = (value: number, most: number, unit: string, digits = 0): Reached => ({
  text: `${value.toFixed(digits)} ${unit}`,
  isMet: value <= most,
});

/** Starts a server with so many members. */
async function open(build: Build, site: Site): Promise<{ server: Subject; control: string }> {
  const folder = join(site.folder, `${build.name}-${site.members}`);
  const control = join(folder, 'control');
  const port = await freePort();
  writePools(folder, site.members, `http: /, port: ${site.backendPort}, ${PROBE}`);
  const more = `zones: [pools.yaml]\nforward: off\ncontrol: ${control}\n`;
  const command = rondoCommand(build, folder, port, more);
  const server = await Subject.start({ command, folder, sign: { port, name: poolName(0) } });
  return { server, control };
}

/** The median time of a command, in seconds. */
async function secondsOf(build: Build, args: readonly string[]): Promise<number> {
  const times: number[] = [];
  for (let time = 0; time < TIMES; time++) {
    const began = performance.now();
    const options = { maxBuffer: MOST_OUTPUT, timeout: 60_000 };
    await promisify(execFile)(process.execPath, [join(build.checkout, 'dist/main.js'), ...args], options);
    times.push((performance.now() - began) / 1000);
  }
  return median(times);
}

/** How much longer a command takes with many members than with a few. */
async function beyondStart(
  build: Build,
  few: string,
  many: string,
): Promise<Record<'status' | 'drain', Reached>> {
  const beyond = async (...args: string[]) =>
    (await secondsOf(build, [...args, '--control', many])) -
    (await secondsOf(build, [...args, '--control', few]));
  const last = addressOf(MEMBERS_OF_POOL - 1);
  return {
    status: reached(await beyond('status'), MOST.statusSeconds, 's', 2),
    drain: reached(await beyond('drain', last), MOST.drainSeconds, 's', 2),
  };
}

async function measureRondo(build: Build, site: Site): Promise<Record<Key, Reached>> {
  const { server, control } = await open(build, site);
  try {
    await pause(SETTLE_MS);
    const { residentMb, startSeconds } = server;
    const few = await open(build, { ...site, members: MEMBERS_OF_POOL });
    try {
      return {
        start: reached(startSeconds, MOST.startSeconds, 's', 1),
        resident: reached(residentMb, MOST.residentMb, 'MB'),
        ...(await beyondStart(build, few.control, control)),
      };
    } finally {
      await few.server.end();
    }
  } finally {
    await server.end();
  }
}

async function measureHaproxy({
  members,
  backendPort,
  ...site
}: Site): Promise<Partial<Record<Key, Reached>>> {
  const folder = join(site.folder, 'haproxy');
  const command = haproxyCommand(folder, await freePort(), { members, backendPort, check: 'inter 5s' });
  const server = await Subject.start({ command, folder });
  try {
    await pause(SETTLE_MS);
    return { resident: reached(server.residentMb, Number.POSITIVE_INFINITY, 'MB') };
  } finally {
    await server.end();
  }
}

export const members: Row = {
  name: 'members',
  async run({ folder, builds, isShort }: Place) {
    const count = isShort ? SHORT_MEMBERS : MEMBERS;
    const of = `with ${count.toLocaleString('en-US')} members`;
    const goals: Goals<Key> = {
      start: [`first answer ${of}`, `≤ ${MOST.startSeconds} s`],
      resident: [`resident ${of}, all probed`, `≤ ${MOST.residentMb} MB`],
      status: [`\`rondo status\` ${of}, beyond that with ${MEMBERS_OF_POOL}`, `≤ ${MOST.statusSeconds} s`],
      drain: [
        `\`rondo drain\` of one ${of}, beyond that with ${MEMBERS_OF_POOL}`,
        `≤ ${MOST.drainSeconds} s`,
      ],
    };
    const backendPort = await freePort();
    const nginx = await startNginx(join(folder, 'nginx'), backendPort);
    const site = { folder, members: count, backendPort };
    try {
      const seen = await each([...builds, HAPROXY], build =>
        build === HAPROXY ? measureHaproxy(site) : measureRondo(build, site),
      );
      return boundsOf(goals, seen);
    } finally {
      await nginx.end();
    }
  },
};
