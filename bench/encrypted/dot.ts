// `npm run bench -- dot`: answers over TLS for each second of processor time, of Unbound, dnsdist, NSD and Rondo in turn; gives the table.
import { dnsdist } from '../peers/dnsdist.js';
import { nsd } from '../peers/nsd.js';
import type { Peer } from '../peers/peer.js';
import { rondo } from '../peers/rondo.js';
import { unbound } from '../peers/unbound.js';
import { Clients } from './clients.js';
import { DOT } from './dot-way.js';
import { readOrder } from './order.js';
import {
  ASKED,
  type Figures,
  type Measured,
  measureTurns,
  type Running,
  rateOfMore,
  until,
} from './turns.js';

const SERVERS: readonly Peer[] = [unbound, dnsdist, nsd, rondo];
/** Answers before it is measured: a program that is compiled as it runs gets faster at first. */
const WARM_UP = 60_000;
const ANSWERS = 200_000;

/** @param count of answers */
async function takeTurn({ server, tlsPort }: Running, count: number): Promise<Figures> {
  const clients = await server.whileRunning(Clients.open(tlsPort, ASKED, DOT));
  await server.whileRunning(until(clients, WARM_UP));
  const rate = await rateOfMore(server, clients, count);
  clients.close();
  return { ...rate };
}

function row(name: string, { perCpuSecond, perSecond }: Figures, best: number): string {
  const figures = [perCpuSecond, perSecond].map(each => Math.round(each).toLocaleString('en-US'));
  return `| ${name} | ${figures.join(' | ')} | ${(perCpuSecond / best).toFixed(2)} |`;
}

/** Measures the servers that are installed. */
export async function measureDot(args: readonly string[]): Promise<{ isKept: boolean; lines: string[] }> {
  const { peers, rounds, answers } = readOrder(args, SERVERS, ANSWERS);
  const measured = await measureTurns({ peers, rounds, takeTurn: running => takeTurn(running, answers) });
  return { isKept: args.length === 0, lines: tableOf(measured) };
}

function tableOf({ figures, absent }: Measured): string[] {
  const others = [...figures].filter(([name]) => name !== rondo.name);
  const best = Math.max(...others.map(([, { perCpuSecond }]) => perCpuSecond));
  return [
    `DNS over TLS, ${DOT.connections} connections with ${DOT.outstanding} queries under way on each. A client sends a query for each answer, those of one reading together, which helps a server that answers them together. The last column is the ratio to the best of the others.`,
    '',
    '| server | answers per CPU second | answers/s | ratio |',
    '|---|---|---|---|',
    ...[...figures].map(([name, all]) => row(name, all, best)),
    ...[...absent].map(name => `| ${name} | not installed, or not started | | |`),
  ];
}
