// `npm run compare-builds -- CHECKOUT`: this build and that of another checkout read every configuration of the tests; what they make of it must be equal.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Reading } from './configuration.js';
import { writeCorpus } from './corpus.js';
import { imageDifference, intendedBecause, problemDifference } from './differences.js';

const run = promisify(execFile);

/** Differences of one kind that are shown. */
const MAX_SHOWN = 20;

/** Reads the list with the build of a checkout, in a process of its own. */
async function readings(checkout: string, list: string): Promise<Reading[]> {
  const output = mkdtempSync(join(tmpdir(), 'rondo-reading-'));
  try {
    const file = join(output, 'readings.json');
    await run(process.execPath, [join(import.meta.dirname, 'read.js'), checkout, list, file]);
    return JSON.parse(readFileSync(file, 'utf8')) as Reading[];
  } finally {
    rmSync(output, { recursive: true });
  }
}

/** Prints what differs. @returns `equal`, or how many differ */
function report(what: string, differences: readonly string[]): string {
  for (const difference of differences.slice(0, MAX_SHOWN))
    process.stdout.write(`${what}: ${difference.replaceAll('\n', '\n    ')}\n`);
  return differences.length === 0 ? 'equal' : `differ in ${differences.length}`;
}

/** Compares the builds, prints the result, and fails when they are not equal. */
async function compare(before: readonly Reading[], after: readonly Reading[]): Promise<void> {
  const images: string[] = [];
  const problems: string[] = [];
  const intended = new Map<string, number>();
  for (const [index, old] of before.entries()) {
    const now = after[index];
    const image = imageDifference(old, now);
    if (image !== undefined) images.push(`${old.name}\n${image}`);
    const problem = problemDifference(old, now);
    if (problem === undefined) continue;
    const reason = old.exitCode === now.exitCode ? intendedBecause(old.problems, now.problems) : undefined;
    if (reason === undefined) problems.push(`${old.name}\n${problem}`);
    else intended.set(reason, (intended.get(reason) ?? 0) + 1);
  }
  const verdicts = [`images ${report('images', images)}`, `problems ${report('problems', problems)}`];
  for (const [reason, count] of intended) process.stdout.write(`as intended, in ${count}: ${reason}\n`);
  const zones = after.reduce((sum, reading) => sum + reading.zones, 0);
  process.stdout.write(`${after.length} configurations, ${zones} zones: ${verdicts.join(', ')}\n`);
  if (images.length + problems.length > 0) process.exitCode = 1;
}

const [other] = process.argv.slice(2);
if (other === undefined) {
  process.stderr.write('usage: npm run compare-builds -- CHECKOUT, built beside this one\n');
  process.exitCode = 64;
} else {
  const root = process.cwd();
  const folder = mkdtempSync(join(tmpdir(), 'rondo-builds-'));
  try {
    const list = join(folder, 'list.json');
    writeFileSync(list, JSON.stringify(writeCorpus(join(folder, 'corpus'), root)));
    const [before, after] = await Promise.all([readings(resolve(other), list), readings(root, list)]);
    await compare(before, after);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
