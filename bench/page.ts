// `npm run bench -- page`: how soon the page is seen, with few members and with very many, in Chromium over loopback.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Browser, chromium } from 'playwright-core';
import { median } from './median.js';
import { type Peer, writeInto } from './peers/peer.js';
import { freePort } from './serve/free-port.js';
import { type Server, startServer } from './serve/server.js';
import { cpuSeconds } from './traffic/cpu-time.js';

const ORIGIN = 'page.test';
const CHROMIUM = '/usr/bin/chromium';
/** Each load has a context of its own: nothing is kept from the one before. */
const ROUNDS = '7';

/** So many pools with so many members each. */
interface Size {
  readonly name: string;
  readonly pools: number;
  readonly members: number;
}

/** The first is what the others are compared with. */
const SIZES: readonly Size[] = [
  { name: 'one pool of 2', pools: 1, members: 2 },
  { name: '1,000 pools of 5', pools: 1000, members: 5 },
  { name: 'one pool of 1,024', pools: 1, members: 1024 },
];

/** What is seen of one load. */
interface Load {
  /** From the beginning of the navigation to the first paint of content, as the browser says. */
  readonly paintMs: number;
  /** To the whole document. */
  readonly documentMs: number;
  /** Of the server, for the document and for all that makes it live. */
  readonly cpuMs: number;
  readonly octets: number;
}

function peerOf({ name, pools, members }: Size, adminPort: number): Peer {
  const address = (number: number) => `10.${number >> 16}.${(number >> 8) & 255}.${number & 255}`;
  return {
    name,
    works: '',
    prepare(folder, port) {
      const lines = Array.from({ length: pools }, (_, pool) => {
        const own = Array.from({ length: members }, (_, index) => address(pool * members + index));
        return `  pool${pool}: { members: [${own.join(', ')}] }\n`;
      });
      writeInto(folder, 'page.yaml', `zone: ${ORIGIN}\npools:\n${lines.join('')}`);
      const config = `listen: [127.0.0.1:${port}]\nzones: [page.yaml]\nforward: off\ncontrol: off\nstate: off\nadmin: 127.0.0.1:${adminPort}\nlog: { level: warn }\n`;
      return [process.execPath, 'dist/main.js', 'serve', '--config', writeInto(folder, 'rondo.yaml', config)];
    },
  };
}

/** One load in a browser that has nothing of the page. */
async function loadOnce(browser: Browser, server: Server, url: string): Promise<Load> {
  const before = cpuSeconds(server.pids);
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await page.goto(url);
  await page.getByText('live', { exact: true }).waitFor();
  const [paintMs, documentMs, octets] = await page.evaluate<[number, number, number]>(
    `(() => {
      const [{ responseEnd, decodedBodySize }] = performance.getEntriesByType('navigation');
      const [paint] = performance.getEntriesByName('first-contentful-paint');
      return [paint.startTime, responseEnd, decodedBodySize];
    })()`,
  );
  await context.close();
  return { paintMs, documentMs, octets, cpuMs: (cpuSeconds(server.pids) - before) * 1000 };
}

/** A server of each size, and where its page is. */
interface Site {
  readonly size: Size;
  readonly server: Server;
  readonly url: string;
  readonly loads: Load[];
}

async function startSite(folder: string, size: Size): Promise<Site> {
  const adminPort = await freePort();
  const server = await startServer(peerOf(size, adminPort), {
    folder: join(folder, String(adminPort)),
    site: { zones: { folder, origins: [], lastName: `pool0.${ORIGIN}`, records: size.pools * size.members } },
    cores: '0,1',
    // The answer of a large pool has no room in a datagram.
    sign: { name: `pool0.${ORIGIN}`, hasRecord: false },
  });
  return { size, server, url: `http://127.0.0.1:${adminPort}/`, loads: [] };
}

function rowOf({ size, loads }: Site, first: Site): string {
  const of = (figure: keyof Load) => Math.round(median(loads.map(load => load[figure])));
  const ratio = median(loads.map(({ paintMs }, round) => paintMs / first.loads[round].paintMs));
  const octets = `${Math.round(of('octets') / 1000)} KB`;
  return `| ${size.name} | ${of('paintMs')} ms | ${ratio.toFixed(2)} | ${of('documentMs')} ms | ${octets} | ${of('cpuMs')} ms |`;
}

/** Measures and gives the table. @param args `--rounds` */
export async function measurePage(args: readonly string[]): Promise<string[]> {
  const { values } = parseArgs({ args: [...args], options: { rounds: { type: 'string', default: ROUNDS } } });
  const folder = mkdtempSync(join(tmpdir(), 'rondo-page-'));
  const sites: Site[] = [];
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    for (const size of SIZES) sites.push(await startSite(folder, size));
    // The first load of each is not counted: the server loads what makes pages then.
    for (const { server, url } of sites) await loadOnce(browser, server, url);
    for (let round = 0; round < Number(values.rounds); round++)
      for (const { server, url, loads } of sites) loads.push(await loadOnce(browser, server, url));
    return [
      '| server | first contentful paint | to the first | whole document | its size | CPU time of the server until it is live |',
      '|---|---|---|---|---|---|',
      ...sites.map(site => rowOf(site, sites[0])),
    ];
  } finally {
    await browser.close();
    for (const { server } of sites) await server.end();
    rmSync(folder, { recursive: true, force: true });
  }
}
