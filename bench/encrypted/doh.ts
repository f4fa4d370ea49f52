// `npm run bench -- doh`: answers over HTTPS for each second of processor time, of Unbound, dnsdist and Rondo in turn; gives the table.
import { dnsdist } from '../peers/dnsdist.js';
import type { Peer } from '../peers/peer.js';
import { rondo } from '../peers/rondo.js';
import { unbound } from '../peers/unbound.js';
import { Clients } from './clients.js';
import { DOH_PATH } from './doh-query.js';
import { askByH2load } from './h2load.js';
import { HTTP1 } from './http1-way.js';
import { HTTP2_GET, HTTP2_POST } from './http2-way.js';
import { readOrder } from './order.js';
import type { Way } from './speech.js';
import {
  ASKED,
  type Figures,
  type Measured,
  measureTurns,
  type Running,
  rateOf,
  rateOfMore,
  until,
} from './turns.js';

const SERVERS: readonly Peer[] = [unbound, dnsdist, rondo];
/** The first answers of a server, from its first connection on. */
const COLD = 20_000;
/** Answers that are not counted before those that are: a program that is compiled as it runs gets faster at first. */
const WARM_UP = 40_000;
const ANSWERS = 100_000;

/** Answers per CPU second for connections of their own, behind answers that are not counted. */
async function rateBy(way: Way, running: Running, count: number): Promise<number> {
  const { server, tlsPort } = running;
  const clients = await server.whileRunning(Clients.open(tlsPort, ASKED, way));
  await server.whileRunning(until(clients, WARM_UP));
  const { perCpuSecond } = await rateOfMore(server, clients, count);
  clients.close();
  return perCpuSecond;
}

async function rateNew({ server, tlsPort }: Running): Promise<number> {
  const { perCpuSecond } = await rateOf(server, async () => {
    const clients = await Clients.open(tlsPort, ASKED, HTTP2_GET);
    await until(clients, COLD);
    const { answers } = clients;
    clients.close();
    return answers;
  });
  return perCpuSecond;
}

/** @returns undefined when the server does not speak it */
async function rateByHttp1(running: Running, count: number): Promise<number | undefined> {
  return running.server.name === unbound.name ? undefined : rateBy(HTTP1, running, count);
}

/** @returns undefined when there is no h2load */
async function rateByH2load(
  { server, tlsPort, folder }: Running,
  count: number,
): Promise<number | undefined> {
  let isThere = true;
  const { perCpuSecond } = await rateOf(server, async () => {
    const answers = await askByH2load(tlsPort, folder, count);
    isThere = answers !== undefined;
    return answers ?? 0;
  });
  return isThere ? perCpuSecond : undefined;
}

/** What is measured, in this order, by the heads of the columns. */
const COLUMNS: Readonly<Record<string, (running: Running, count: number) => Promise<number | undefined>>> = {
  'GET, first 20,000': rateNew,
  GET: (running, count) => rateBy(HTTP2_GET, running, count),
  'GET by h2load': rateByH2load,
  POST: (running, count) => rateBy(HTTP2_POST, running, count),
  'GET by HTTP/1.1': rateByHttp1,
};

async function takeTurn(running: Running, count: number): Promise<Figures> {
  const figures: Record<string, number> = {};
  for (const [name, measure] of Object.entries(COLUMNS)) {
    const figure = await measure(running, count);
    if (figure !== undefined) figures[name] = figure;
  }
  return figures;
}

/** Measures the servers that are installed. */
export async function measureDoh(args: readonly string[]): Promise<{ isKept: boolean; lines: string[] }> {
  const { peers, rounds, answers } = readOrder(args, SERVERS, ANSWERS);
  const measured = await measureTurns({
    ...{ peers, rounds, path: DOH_PATH },
    takeTurn: running => takeTurn(running, answers),
  });
  return { isKept: args.length === 0, lines: tableOf(measured) };
}

function row(name: string, cell: (column: string) => string): string {
  return `| ${name} | ${Object.keys(COLUMNS).map(cell).join(' | ')} |`;
}

/** A row of what Rondo has for each answer of another server. */
function ratios(own: Figures, name: string, others: Figures): string {
  return row(`rondo / ${name}`, column =>
    column in others ? (own[column] / others[column]).toFixed(2) : '-',
  );
}

function tableOf({ figures, absent }: Measured): string[] {
  const own = figures.get(rondo.name);
  const others = [...figures].filter(([name]) => name !== rondo.name);
  const rate = (all: Figures, column: string) =>
    column in all ? Math.round(all[column]).toLocaleString('en-US') : '-';
  const [many, each] = [HTTP2_GET, HTTP1];
  return [
    `Answers over HTTPS per CPU second of the server, all its threads together: HTTP/2 by ${many.connections} connections with ${many.outstanding} requests under way on each, HTTP/1.1 by ${each.connections} connections with one request each.`,
    '',
    row('server', column => column),
    `|---|${Object.keys(COLUMNS)
      .map(() => '---|')
      .join('')}`,
    ...[...figures].map(([name, all]) => row(name, column => rate(all, column))),
    ...(own === undefined ? [] : others.map(([name, all]) => ratios(own, name, all))),
    ...[...absent].map(name => row(`${name}: not installed, or not started`, () => '')),
  ];
}
