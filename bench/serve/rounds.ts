// All servers of one work: started, loaded in turn over several rounds, loaded at half their rate for latency, and ended.
import { join } from 'node:path';
import { median } from '../median.js';
import type { Peer, Site } from '../peers/peer.js';
import { rondoBatch } from '../peers/rondo.js';
import { openBackends } from './backends.js';
import { freePort } from './free-port.js';
import { type Server, startServer } from './server.js';
import { type Turn, takeTurn } from './turn.js';
import { type Work, writeSite, writeUpstream } from './works.js';

/** How much is measured. */
export interface Extent {
  readonly rounds: number;
  readonly seconds: number;
  /** Names in the large zone. */
  readonly names: number;
}

/** What was seen of one server at one work. */
export interface Row {
  readonly name: string;
  readonly turns: readonly Turn[];
  /** At half of the median rate. */
  readonly half: readonly Turn[];
  readonly residentMb: number;
  readonly loadSeconds: number;
}

/** One work, measured. */
export interface Result {
  readonly work: Work;
  readonly rows: readonly Row[];
  /** Why servers are not in the table. */
  readonly absent: readonly string[];
}

const SERVER_CORE = '0';
/** The upstream shares the generator's core. */
const UPSTREAM_CORE = '1';
const WARM_UP_SECONDS = 0.5;

const isLimit = (name: string) => name.includes('echo') || name.includes('packet');

/** Starts those that can, into `running`. @returns why the others are absent */
async function startAll(
  peers: readonly Peer[],
  { folder, site, work }: { readonly folder: string; readonly site: Site; readonly work: Work },
  running: Server[],
): Promise<string[]> {
  const absent: string[] = [];
  const name = work.forwards === undefined ? site.zones.lastName : `host0.${work.kinds[0].name}`;
  for (const peer of peers) {
    const sign = { name, hasRecord: !isLimit(peer.name) };
    try {
      running.push(
        await startServer(peer, { folder: join(folder, peer.name), site, cores: SERVER_CORE, sign }),
      );
    } catch (error) {
      absent.push((error as Error).message);
    }
  }
  return absent;
}

/** Loads all servers in turn; each round another one begins. */
async function alternate(
  servers: readonly Server[],
  rounds: number,
  load: (server: Server) => Promise<Turn>,
) {
  const turns = new Map<string, Turn[]>(servers.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (let place = 0; place < servers.length; place++) {
      const server = servers[(place + round) % servers.length];
      turns.get(server.name)?.push(await load(server));
    }
  return turns;
}

async function measureAll(
  servers: readonly Server[],
  work: Work,
  { rounds, seconds }: Extent,
): Promise<Row[]> {
  for (const server of servers) await takeTurn(server, work, WARM_UP_SECONDS);
  const full = await alternate(servers, rounds, server => takeTurn(server, work, seconds));
  const rateOf = (name: string) => median((full.get(name) ?? []).map(({ qps }) => qps)) / 2;
  const half = await alternate(servers, Math.ceil(rounds / 2), server =>
    takeTurn(server, work, seconds, rateOf(server.name)),
  );
  return servers.map(({ name, residentMb, loadSeconds }) => ({
    name,
    turns: full.get(name) ?? [],
    half: half.get(name) ?? [],
    residentMb,
    loadSeconds,
  }));
}

/** Measures one work with the peers that can do it. All processes are ended, whatever happens. */
export async function measureWork(
  work: Work,
  peers: readonly Peer[],
  folder: string,
  extent: Extent,
): Promise<Result> {
  const running: Server[] = [];
  let upstream: Server | undefined;
  let closeBackends: (() => void) | undefined;
  try {
    const site: { -readonly [Key in keyof Site]: Site[Key] } = writeSite(
      work.site,
      join(folder, 'site'),
      extent.names,
    );
    if (work.isProbed) {
      site.probePort = await freePort();
      closeBackends = await openBackends(site.probePort, ['127.0.0.1', '127.0.0.2']);
    }
    if (work.forwards !== undefined) {
      const zones = writeUpstream(join(folder, 'upstream-site'));
      const sign = { name: zones.lastName, hasRecord: true };
      upstream = await startServer(rondoBatch, {
        folder: join(folder, 'upstream'),
        site: { zones },
        cores: UPSTREAM_CORE,
        sign,
      });
      site.upstreamPort = upstream.port;
      site.isCaching = work.forwards === 'cached';
    }
    const able = peers.filter(peer => peer.works.includes(work.letter));
    const absent = await startAll(able, { folder, site, work }, running);
    return { work, absent, rows: await measureAll(running, work, extent) };
  } finally {
    for (const server of running) await server.end();
    await upstream?.end();
    closeBackends?.();
  }
}
