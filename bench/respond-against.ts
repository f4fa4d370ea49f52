// respond() alone of two builds, each in a process of its own, in turn: each checkout measures itself with its own bench.
import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { median } from './median.js';

const run = promisify(execFile);

type Rates = [work: string, rate: number][];

/** One round of the bench of a checkout. */
async function ratesOf(checkout: string): Promise<Rates> {
  const bench = pathToFileURL(join(checkout, 'dist/bench/bench/respond.js')).href;
  const script = `import { measureRespond } from '${bench}'; console.log(JSON.stringify(measureRespond(1)))`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script]);
  return JSON.parse(stdout) as Rates;
}

const whole = (rate: number) => Math.round(rate).toLocaleString('en-US');

/**
 * The table of both builds. The best of the rounds counts, for whatever else runs on the machine only takes away.
 * @param other a checkout with `dist/bench` built, as `npm run bench -- --short` does there
 */
export async function respondAgainst(other: string, rounds: number): Promise<string[]> {
  const [before, after]: [Rates[], Rates[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    before.push(await ratesOf(resolve(other)));
    after.push(await ratesOf(process.cwd()));
  }
  const lines = [
    '| respond() alone, one core | before | now | ratio of the best | median ratio |',
    '|---|---|---|---|---|',
  ];
  for (const [at, [work]] of after[0].entries()) {
    const [old, now] = [before, after].map(each => each.map(rates => rates[at][1]));
    const [bestOld, bestNow] = [Math.max(...old), Math.max(...now)];
    const ratios = median(now.map((rate, round) => rate / old[round]));
    lines.push(
      `| ${work} | ${whole(bestOld)} | ${whole(bestNow)} | ${(bestNow / bestOld).toFixed(2)} | ${ratios.toFixed(2)} |`,
    );
  }
  return lines;
}
