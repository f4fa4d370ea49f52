// `npm run bench`: respond() alone, then serving beside other servers; `npm run bench -- load`, `-- detect`, `-- verdict`, `-- scale`, `-- shares`, `-- reflect`, `-- page`, `-- stalls`, `-- forward`, `-- admin`, `-- transfer`, `-- follow`, `-- update`, `-- dot` and `-- doh` measure other things.
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { measureAdmin } from './admin/admin.js';
import { measureDetection } from './detect/detect.js';
import { measureVerdict } from './detect/verdict.js';
import { measureDoh } from './encrypted/doh.js';
import { measureDot } from './encrypted/dot.js';
import { measureFollow } from './follow/follow.js';
import { measureForwarding } from './forward/forward.js';
import { measureLoad } from './load/load.js';
import { measurePage } from './page.js';
import { measureReflection } from './reflect/reflect.js';
import { measureRespond } from './respond.js';
import { respondAgainst } from './respond-against.js';
import { measureScale } from './scale/scale.js';
import { measureServing } from './serve/serve.js';
import { measureShares } from './shares.js';
import { measureStalls } from './stalls/stalls.js';
import { measureTransfers } from './transfer/transfer.js';
import { measureUpdates } from './update/update.js';

const ROUNDS = 5;

const machine = `${cpus()[0]?.model ?? 'unknown CPU'}, ${cpus().length} cores, Node ${process.version}`;

function respondTable(rounds: number): string[] {
  const lines = ['| respond() alone, one core | answers/s |', '|---|---|'];
  for (const [work, rate] of measureRespond(rounds))
    lines.push(`| ${work} | ${Math.round(rate).toLocaleString('en-US')} |`);
  return lines;
}

/** Prints a table, and keeps it in the results folder unless it comes from a short run. */
function write(file: string, lines: readonly string[], isKept: boolean): void {
  const text = [`Machine: ${machine}. Medians.`, '', ...lines].join('\n').replace(/\n*$/, '\n');
  process.stdout.write(text);
  if (!isKept) return;
  mkdirSync('bench/results', { recursive: true });
  writeFileSync(`bench/results/${file}`, text);
}

/** Tables of bounds, of which rows can be picked. */
const TABLES = { stalls: measureStalls, forward: measureForwarding, admin: measureAdmin };

const [what, ...rest] = process.argv.slice(2);
if (what === 'load') write('load.md', await measureLoad(rest), true);
else if (what === 'detect') write('detect.md', await measureDetection(rest), rest.length === 0);
else if (what === 'verdict') write('verdict.md', await measureVerdict(rest), rest.length === 0);
else if (what === 'shares') write('shares.md', await measureShares(), true);
else if (what === 'page') write('page.md', await measurePage(rest), rest.length === 0);
else if (what === 'reflect') write('reflect.md', await measureReflection(), true);
else if (what === 'scale') write('scale.md', await measureScale(rest), rest.length === 0);
else if (what === 'follow') write('follow.md', await measureFollow(rest), rest.length === 0);
else if (what === 'update') write('update.md', await measureUpdates(rest), rest.length === 0);
else if (what === 'dot' || what === 'doh') {
  const { isKept, lines } = await (what === 'dot' ? measureDot : measureDoh)(rest);
  write(`${what}.md`, lines, isKept);
} else if (what === 'transfer') {
  const { isKept, lines } = await measureTransfers(rest);
  write('transfer.md', lines, isKept);
} else if (what !== undefined && what in TABLES) {
  const { isKept, isWhole, lines } = await TABLES[what as keyof typeof TABLES](rest);
  write(`${what}.md`, lines, isKept);
  if (!isWhole) process.exitCode = 1;
} else {
  const { isKept, against, isOfNodes, file, lines } = await measureServing(process.argv.slice(2));
  write(file, lines, isKept);
  if (against !== undefined) write('respond.md', await respondAgainst(against, ROUNDS), false);
  else if (!isOfNodes) write('respond.md', respondTable(isKept ? ROUNDS : 1), isKept);
}
