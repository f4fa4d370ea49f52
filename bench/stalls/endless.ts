// A backend whose response never ends: what part of a core it takes beyond an honest one.
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../serve/free-port.js';
import { ENDLESS_KINDS, type Endless } from './backend-kinds.js';
import { type Build, boundsOf, each, type Goals, type Place, type Reached, type Row } from './bound.js';
import { Helper } from './helper.js';
import { rondoCommand, writePools } from './pools.js';
import { Subject } from './subject.js';
import { haproxyCommand } from './web.js';

const WATCHED_MS = 10_000;
const SHORT_WATCHED_MS = 3000;
const SETTLE_MS = 2000;
const MOST_SHARE = 0.02;
const HAPROXY = { name: 'haproxy', checkout: '' };

const GOALS = Object.fromEntries(
  ENDLESS_KINDS.map(kind => [
    kind,
    [`share of a core for one backend without end, beyond an honest one: ${kind}`, '≤ 2%'],
  ]),
) as unknown as Goals<Endless>;

/** The share of a core of a server with one backend. @param kind how that never ends; an honest one when absent */
async function shareOf(build: Build, place: Place, kind?: Endless): Promise<number> {
  const folder = join(place.folder, `${build.name}-${kind ?? 'honest'}`);
  const [port, backendPort] = [await freePort(), await freePort()];
  const backend = await Helper.open('backend', { port: backendPort, endless: kind });
  writePools(folder, 1, `http: /, port: ${backendPort}, interval: 1s, timeout: 1s`, 1);
  const command =
    build === HAPROXY
      ? haproxyCommand(folder, port, { members: 1, backendPort, check: 'inter 1s' }, 1)
      : rondoCommand(build, folder, port, 'zones: [pools.yaml]\nforward: off\ncontrol: off\n');
  const server = await Subject.start({ command, folder });
  try {
    await pause(SETTLE_MS);
    const before = server.cpuSeconds;
    const began = performance.now();
    await pause(place.isShort ? SHORT_WATCHED_MS : WATCHED_MS);
    return ((server.cpuSeconds - before) * 1000) / (performance.now() - began);
  } finally {
    backend.end();
    await server.end();
  }
}

export const endless: Row = {
  name: 'endless',
  async run(place: Place) {
    const seen = await each([...place.builds, HAPROXY], async build => {
      const shares: Partial<Record<Endless, Reached>> = {};
      const honest = await shareOf(build, place);
      for (const kind of ENDLESS_KINDS) {
        const share = (await shareOf(build, place, kind)) - honest;
        shares[kind] = { text: `${(share * 100).toFixed(1)}%`, isMet: share <= MOST_SHARE };
      }
      return shares;
    });
    return boundsOf(GOALS, seen);
  },
};
