// `npm run bench`: measures respond() alone, then the dgram transport beside a bare dgram echo; `npm run bench -- load` loading.
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { measureDgram } from './dgram.js';
import { measureLoad } from './load/load.js';
import { median } from './median.js';
import { measureRespond } from './respond.js';

const ROUNDS = 5;

const format = (value: number) => Math.round(value).toLocaleString('en-US');

function respondTable(): string[] {
  const lines = ['| respond() alone, one core | answers/s |', '|---|---|'];
  for (const [work, rate] of measureRespond(ROUNDS)) lines.push(`| ${work} | ${format(rate)} |`);
  return lines;
}

async function dgramTable(): Promise<string[]> {
  const rounds = await measureDgram(ROUNDS);
  if (typeof rounds === 'string') return [`The dgram transport was not measured: ${rounds}.`];
  const rows = (['echo', 'rondo'] as const).map(name => {
    const of = (key: 'qps' | 'perCpuSecond' | 'lost') => median(rounds.map(round => round[name][key]));
    return `| ${name === 'echo' ? 'bare node:dgram echo' : 'rondo, dgram'} | ${format(of('qps'))} | ${format(of('perCpuSecond'))} | ${format(of('lost'))} |`;
  });
  const ratio = (key: 'qps' | 'perCpuSecond') =>
    median(rounds.map(({ echo, rondo }) => rondo[key] / echo[key])).toFixed(2);
  return [
    '| UDP, server on one core, dnsperf on the other | queries/s | queries per CPU second | lost |',
    '|---|---|---|---|',
    ...rows,
    `| ratio, median of ${ROUNDS} rounds | ${ratio('qps')} | ${ratio('perCpuSecond')} | |`,
  ];
}

const machine = `${cpus()[0]?.model ?? 'unknown CPU'}, ${cpus().length} cores, Node ${process.version}`;

function write(file: string, lines: readonly string[]): void {
  const text = [...lines, ''].join('\n');
  mkdirSync('bench/results', { recursive: true });
  writeFileSync(`bench/results/${file}`, text);
  process.stdout.write(text);
}

const [what, ...rest] = process.argv.slice(2);
if (what === 'load')
  write('load.md', [`Machine: ${machine}. Medians, the servers in turn.`, '', ...(await measureLoad(rest))]);
else
  write('first.md', [
    `Machine: ${machine}. Medians of ${ROUNDS} rounds, alternating.`,
    '',
    ...respondTable(),
    '',
    ...(await dgramTable()),
  ]);
