// `npm run bench -- reflect`: what a victim is sent by Rondo and by NSD as they are shipped, and what very many clients do to the limit.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { APEX } from '../load/zones.js';
import { nsd } from '../peers/nsd.js';
import type { Peer } from '../peers/peer.js';
import { onTransport } from '../peers/rondo.js';
import { startServer } from '../serve/server.js';
import { randomClients } from './random-clients.js';
import { askWithCookie, type Flood, flood, type Received } from './victim.js';

const ORIGIN = 'reflect.test';
const FLOOD = { name: `big.${ORIGIN}`, count: 10_000, seconds: 5 };
const COOKIES = 100;
const RANDOM = 2_000_000;

/** With the rate limit that it has when nothing is said of it. */
const nsdAsShipped: Peer = {
  ...nsd,
  prepare(folder, port, site) {
    const command = nsd.prepare(folder, port, site);
    const file = join(folder, 'nsd.conf');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^ *rrl-ratelimit: .*\n/m, ''));
    return command;
  },
};

/** The same; whoever is at loopback is limited as others are. */
const limited = 'rate-limit: { exempt: none }\n';
const PEERS: readonly Peer[] = [
  nsdAsShipped,
  onTransport('batch', 'rondo-batch', { limit: limited }),
  onTransport('dgram', 'rondo-dgram', { limit: limited }),
];

function writeZone(folder: string) {
  mkdirSync(folder, { recursive: true });
  const text = 'x'.repeat(210);
  const records = Array.from({ length: 5 }, (_, index) => `big TXT "${index}${text}"\n`).join('');
  writeFileSync(join(folder, `${ORIGIN}.zone`), `${APEX}@ A 127.0.0.1\n${records}`);
  return { folder, origins: [ORIGIN], lastName: ORIGIN, records: 9 };
}

interface Seen extends Received {
  /** Answers in full to a client with a cookie, of {@link COOKIES}; undefined where that was not asked. */
  readonly withCookie: number | undefined;
}

async function measure(peer: Peer, folder: string, addresses: number): Promise<Seen> {
  const zones = writeZone(join(folder, 'zones'));
  const order: Flood = { ...FLOOD, addresses };
  const sign = { name: ORIGIN, hasRecord: true };
  const server = await startServer(peer, {
    folder: join(folder, peer.name),
    site: { zones },
    cores: '0',
    sign,
  });
  try {
    const isOwn = peer !== nsdAsShipped;
    const [received, withCookie] = await Promise.all([
      flood(server.port, order),
      isOwn ? askWithCookie(server.port, order, COOKIES) : undefined,
    ]);
    return { ...received, withCookie };
  } finally {
    await server.end();
  }
}

const number = (value: number) => Math.round(value).toLocaleString('en-US');

/** Measures and gives the table. */
export async function measureReflection(): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'rondo-reflect-'));
  const lines = [
    `${number(FLOOD.count)} queries with DO for five TXT records from one /24 in ${FLOOD.seconds} s.`,
    '',
    '| server | from | octets out | of those of NSD | in full | truncated | with a cookie |',
    '|---|---|---|---|---|---|---|',
  ];
  try {
    for (const addresses of [1, 254]) {
      let ofNsd = 0;
      for (const peer of PEERS) {
        const { octets, full, truncated, withCookie } = await measure(peer, folder, addresses);
        if (peer === nsdAsShipped) ofNsd = octets;
        const cookie = withCookie === undefined ? '' : `${withCookie} of ${COOKIES}`;
        lines.push(
          `| ${peer.name} | ${addresses} | ${number(octets)} | ${(octets / ofNsd).toFixed(2)} | ${number(full)} | ${number(truncated)} | ${cookie} |`,
        );
      }
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  const { random, fresh, tableMb } = randomClients(RANDOM);
  lines.push(
    '',
    `${number(RANDOM)} queries from random /24s to the handler alone: ${random} held back; of 10,000 fresh clients after them ${fresh}. The table has ${tableMb.toFixed(1)} MB.`,
  );
  return lines;
}
