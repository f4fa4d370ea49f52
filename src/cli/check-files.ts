// Reads files as serve would, and says what is wrong with them.
import { readFileSync } from 'node:fs';
import { loadConfig } from '../config/load.js';
import { configSchema } from '../config/schema.js';
import { exitCodeOfLoad } from './load-exit-code.js';
import { count, printProblems } from './print-problems.js';

/** One of the keys of a configuration, at the top. */
const CONFIGURATION = new RegExp(`^(?:${Object.keys(configSchema.shape).join('|')})\\s*:`, 'm');

/** Prints what is wrong and a summary; the exit status tells it, too. */
export function checkFiles(files: string[], flags: { config?: string }): void {
  const configFile = flags.config ?? files.find(isConfiguration);
  const others = files.filter(file => file !== configFile);
  const zones = others.length > 0 ? others : undefined;
  const loaded = loadConfig({ configFile, overrides: { zones }, isStrict: true });
  const { problems } = loaded;
  printProblems(problems, 'rondo check');
  const warnings = problems.list.length + problems.dropped - problems.errorCount;
  const records = [...loaded.models.values()].reduce((sum, zone) => sum + countRecords(zone), 0);
  const least = problems.isCut ? 'at least ' : '';
  const verdict = problems.hasErrors ? `${least}${count(problems.errorCount, 'error')}` : 'OK';
  process.stdout.write(
    `${verdict}: ${count(loaded.zones.length, 'zone')}, ${count(records, 'record')}, ${count(warnings, 'warning')}\n`,
  );
  const { resolv } = loaded.memory.facts;
  if (resolv !== undefined)
    process.stdout.write(`upstreams from ${resolv.path}: ${resolv.servers.join(', ')}\n`);
  process.exitCode = exitCodeOfLoad(loaded);
}

/** Whether a YAML file is a configuration: it has one of its keys at the top, and not that of every zone. */
function isConfiguration(file: string): boolean {
  if (!/\.ya?ml$/.test(file)) return false;
  try {
    const text = readFileSync(file, 'utf8');
    return CONFIGURATION.test(text) && !/^zone\s*:/m.test(text);
  } catch {
    return false;
  }
}

function countRecords(zone: { rrsets(): Iterable<{ readonly rdatas: readonly unknown[] }> }): number {
  let records = 0;
  for (const { rdatas } of zone.rrsets()) records += rdatas.length;
  return records;
}
