// Whether a million blocked names make other lookups slower: answers per CPU second with them and with one, in turns.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { median } from '../median.js';
import type { Server } from '../serve/server.js';
import { boundsOf, each, type Goals, type Place, type Reached, type Row } from '../stalls/bound.js';
import { type Forwarder, forwardersOf, LIST } from './forwarders.js';
import { writeList, writeZone } from './list-files.js';
import { KEPT_LOAD, openUpstream, perCpuSecond } from './rates.js';
import { SERVER_CORE, startForwarder } from './running.js';

const NAMES = 1_000_000;
const FEW_NAMES = 20_000;
const ROUNDS = 5;
const LEAST = 0.95;

const LOADS = { cached: KEPT_LOAD, zone: { name: 'z', under: 'many.own.example', count: 1000 } };
type Key = keyof typeof LOADS;
const KEYS = Object.keys(LOADS) as Key[];

const GOALS: Goals<Key> = {
  cached: ['cached answers per CPU second with 1,000,000 blocked names, to those with one', `≥ ${LEAST}`],
  zone: ["the same of zones' answers", `≥ ${LEAST}`],
};

interface Site extends Place {
  readonly upstream: number;
}

/** A server with a list of so many names. */
function start(forwarder: Forwarder, { folder, upstream }: Site, names: number): Promise<Server> {
  const own = join(folder, String(names));
  mkdirSync(own, { recursive: true });
  const file = join(own, 'list');
  writeList(file, LIST.PLAIN, names);
  const site = { upstreams: [upstream], list: { file, format: LIST.PLAIN }, zone: writeZone(own) };
  return startForwarder(forwarder, { folder: own, site, cores: SERVER_CORE });
}

/** Answers per CPU second with many names, to those with one: the median of pairs of runs. */
async function ratioOf([few, many]: readonly Server[], key: Key, isShort: boolean): Promise<Reached> {
  const seconds = isShort ? 0.5 : 1;
  const ratios: number[] = [];
  const rate = (server: Server) => perCpuSecond(server, LOADS[key], seconds);
  for (const server of [few, many]) await rate(server);
  for (let round = 0; round < (isShort ? 1 : ROUNDS); round++) {
    // Who comes first has the colder core.
    const isFewFirst = round % 2 === 0;
    const first = await rate(isFewFirst ? few : many);
    const second = await rate(isFewFirst ? many : few);
    ratios.push(isFewFirst ? second / first : first / second);
  }
  const ratio = median(ratios);
  return { text: ratio.toFixed(2), isMet: ratio >= LEAST };
}

async function measure(forwarder: Forwarder, site: Site): Promise<Partial<Record<Key, Reached>>> {
  const servers: Server[] = [];
  try {
    for (const names of [1, site.isShort ? FEW_NAMES : NAMES])
      servers.push(await start(forwarder, site, names));
    const reached: Partial<Record<Key, Reached>> = {};
    const isOwn = site.builds.some(({ name }) => name === forwarder.name);
    for (const key of KEYS)
      if (isOwn || key !== 'zone') reached[key] = await ratioOf(servers, key, site.isShort);
    return reached;
  } finally {
    for (const server of servers) await server.end();
  }
}

export const listLookups: Row = {
  name: 'list-lookups',
  async run(place) {
    const upstream = await openUpstream(join(place.folder, 'upstream'));
    try {
      const readers = forwardersOf(place.builds).filter(({ formats }) => formats.includes(LIST.PLAIN));
      const site = { ...place, upstream: upstream.port };
      return boundsOf(GOALS, await each(readers, forwarder => measure(forwarder, site)));
    } finally {
      await upstream.end();
    }
  },
};
