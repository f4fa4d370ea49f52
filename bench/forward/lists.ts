// Lists of blocked names: how long they take to load and to be read again, what memory they cost, and who waits meanwhile.
import { createSocket } from 'node:dgram';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { decode, encode } from 'dns-packet';
import { peakKb } from '../load/process-memory.js';
import { freePort } from '../serve/free-port.js';
import type { Server } from '../serve/server.js';
import type { AskerReport } from '../stalls/asker.js';
import { boundsOf, each, type Goals, type Place, type Reached, type Row } from '../stalls/bound.js';
import { Helper } from '../stalls/helper.js';
import { UPSTREAM_ADDRESS as UPSTREAM } from '../stalls/upstream-address.js';
import { type Forwarder, LIST, type ListFormat, listReadersOf } from './forwarders.js';
import { appendName, blocked, writeList, writeZone, ZONE_NAME } from './list-files.js';
import { withForwarder } from './running.js';

const ASK_LIMIT_MS = 500;
/** A machine that has no time may not answer at once. */
const BLOCKED_TRIES = 20;
const SERVFAIL = 2;
const REFUSED = 5;
const QUIET_MS = 2000;
const RELOAD_LIMIT_MS = 60_000;
const SETTLE_MS = 1500;

/** What is asked of a list of so many names. */
interface Size {
  readonly names: number;
  readonly loadSeconds: number;
  readonly memoryMb: number;
}

const SMALL: Size = { names: 200_000, loadSeconds: 1.5, memoryMb: 40 };
const LARGE: Size = { names: 1_000_000, loadSeconds: 8, memoryMb: 160 };
const SHORT: Size = { names: 20_000, loadSeconds: 1.5, memoryMb: 40 };
const RELOAD_SECONDS = 1;
const LONGEST_MS = 50;

interface Seen {
  readonly loadSeconds: number;
  readonly residentMb: number;
  /** The most that it ever held. */
  readonly peakMb: number;
  readonly reloadSeconds?: number;
  readonly longestMs?: number;
}

/** Whether a server answers a name by itself; one that does not answer in time does not. */
function isBlocked(port: number, name: string): Promise<boolean> {
  const query = encode({ type: 'query', id: 1, flags: 0x100, questions: [{ name, type: 'A', class: 'IN' }] });
  const socket = createSocket('udp4');
  return new Promise(resolve => {
    const end = (isAnswered: boolean) => {
      clearTimeout(limit);
      socket.close();
      resolve(isAnswered);
    };
    const limit = setTimeout(() => end(false), ASK_LIMIT_MS);
    socket.on('error', () => undefined);
    socket.on('message', reply => end(isOwn(reply)));
    socket.send(query, port, '127.0.0.1', () => undefined);
  });
}

function isOwn(reply: Buffer): boolean {
  const isError = (reply[3] & 15) === SERVFAIL || (reply[3] & 15) === REFUSED;
  const { answers = [] } = decode(reply);
  return !isError && !answers.some(record => record.type === 'A' && record.data === UPSTREAM);
}

/** Adds a name and waits until it is no longer asked upstream. @returns seconds */
async function addName(server: Server, file: string, format: ListFormat, isTold: boolean): Promise<number> {
  const name = `added.${blocked(0)}.example`;
  const began = performance.now();
  // Of an answer that is kept nobody needs to forget anything: the stub's TTL is 0.
  appendName(file, format, name);
  if (isTold) process.kill(server.pid, 'SIGHUP');
  while (!(await isBlocked(server.port, name))) {
    if (performance.now() - began > RELOAD_LIMIT_MS) throw new Error('an added line was not served in time');
    await pause(10);
  }
  return (performance.now() - began) / 1000;
}

/** Asks a few times. @throws Error when the name is not blocked */
async function mustBlock(port: number, name: string): Promise<void> {
  for (let tries = 0; tries < BLOCKED_TRIES; tries++) if (await isBlocked(port, name)) return;
  throw new Error('a name is not blocked');
}

async function whileReloading(server: Server, forwarder: Forwarder, file: string, format: ListFormat) {
  const how = forwarder.hasReload(format);
  if (how === undefined) return {};
  const order = {
    port: server.port,
    from: '127.0.0.1',
    lanes: [
      { lane: 'forwarded', way: 'udp', name: 'q*.elsewhere.example', everyMs: 10 },
      { lane: 'blocked', way: 'udp', name: blocked(7), everyMs: 10 },
      // Only Rondo has a zone; others forward the name.
      { lane: 'zone', way: 'udp', name: ZONE_NAME, everyMs: 10 },
    ],
  };
  const asker = await Helper.open<AskerReport>('asker', order);
  try {
    await pause(QUIET_MS);
    await asker.report();
    const reloadSeconds = await addName(server, file, format, how === 'on SIGHUP');
    await pause(SETTLE_MS);
    const { lanes, heldMs } = await asker.report();
    const waits = Object.entries(lanes).map(([lane, { longestMs }]) => `${lane} ${longestMs.toFixed(0)} ms`);
    process.stderr.write(
      `bench: ${server.name}: ${waits.join(', ')}; asker held up ${heldMs.toFixed(0)} ms\n`,
    );
    return { reloadSeconds, longestMs: Math.max(...Object.values(lanes).map(lane => lane.longestMs)) };
  } finally {
    asker.end();
  }
}

/** One forwarder with an empty list, and with all names. */
async function measure(
  forwarder: Forwarder,
  place: { readonly folder: string; readonly format: ListFormat; readonly size: Size; readonly port: number },
): Promise<Seen> {
  const { folder, format, size, port } = place;
  const upstreams = [port];
  const file = join(folder, `${forwarder.name}.${format}`);
  writeList(file, format, 1);
  const site = { upstreams, list: { file, format }, zone: writeZone(folder) };
  const run = <T>(work: (server: Server) => Promise<T>) => withForwarder(forwarder, { folder, site }, work);
  const empty = await run(async server => {
    await pause(SETTLE_MS);
    return { seconds: server.loadSeconds, mb: server.residentMb, peakMb: peakKb(server.pids) / 1024 };
  });
  writeList(file, format, size.names);
  return run(async server => {
    await mustBlock(server.port, blocked(size.names - 1));
    await pause(SETTLE_MS);
    const residentMb = server.residentMb - empty.mb;
    const loadSeconds = server.loadSeconds - empty.seconds;
    const seen = await whileReloading(server, forwarder, file, format);
    return { loadSeconds, residentMb, ...seen, peakMb: peakKb(server.pids) / 1024 - empty.peakMb };
  });
}

type Figure = 'load' | 'memory' | 'peak' | 'reload' | 'longest';

function figuresOf(seen: Seen, size: Size): Record<Figure, Reached> {
  const { loadSeconds, residentMb, peakMb, reloadSeconds, longestMs } = seen;
  const isReloaded = reloadSeconds !== undefined && longestMs !== undefined;
  return {
    load: { text: `${loadSeconds.toFixed(1)} s`, isMet: loadSeconds <= size.loadSeconds },
    memory: { text: `${residentMb.toFixed(0)} MB`, isMet: residentMb <= size.memoryMb },
    peak: { text: `${peakMb.toFixed(0)} MB`, isMet: true },
    reload: isReloaded
      ? { text: `${reloadSeconds.toFixed(1)} s`, isMet: reloadSeconds <= RELOAD_SECONDS }
      : { text: 'only a restart', isMet: false },
    longest: isReloaded
      ? { text: `${longestMs.toFixed(0)} ms`, isMet: longestMs <= LONGEST_MS }
      : { text: '', isMet: false },
  };
}

const FORMAT_NAMES: Readonly<Record<ListFormat, string>> = {
  hosts: 'hosts lines',
  address: 'address= lines',
  local: 'local= lines',
  plain: 'names in a plain list',
};

async function measureList(place: Place, format: ListFormat, size: Size, port: number) {
  const what = `${size.names.toLocaleString('en-US')} ${FORMAT_NAMES[format]}`;
  const goals: Goals<Figure> = {
    load: [`${what}: load, beyond a list of one`, `≤ ${size.loadSeconds} s`],
    memory: [`${what}: memory, beyond a list of one`, `≤ ${size.memoryMb} MB`],
    peak: [`${what}: the most memory that was ever held, beyond a list of one`, ''],
    reload: [`${what}: a line is added`, size === LARGE ? '' : `≤ ${RELOAD_SECONDS} s`],
    longest: [`${what}: longest wait of a query meanwhile`, size === LARGE ? '' : `≤ ${LONGEST_MS} ms`],
  };
  const forwarders = listReadersOf(place.builds).filter(({ formats }) => formats.includes(format));
  const seen = await each(forwarders, async forwarder =>
    figuresOf(await measure(forwarder, { folder: place.folder, format, size, port }), size),
  );
  return boundsOf(goals, seen);
}

function listRow(name: string, size: Size): Row {
  return {
    name,
    async run(place) {
      const port = await freePort();
      const stub = await Helper.open('../forward/stub', { port });
      const wanted = place.isShort ? SHORT : size;
      try {
        const bounds = [];
        for (const format of Object.values(LIST))
          bounds.push(...(await measureList(place, format, wanted, port)));
        return bounds;
      } finally {
        stub.end();
      }
    },
  };
}

export const lists: readonly Row[] = [listRow('lists', SMALL), listRow('large-lists', LARGE)];
