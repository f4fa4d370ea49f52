// Rondo with pools of loopback members: its files, how it is started, and what its log says of them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, writeInto } from '../peers/peer.js';
import type { Build } from './bound.js';

export const ORIGIN = 'stalls.test';
export const MEMBERS_OF_POOL = 10;

/** Loopback addresses in a row. */
export const addressOf = (number: number) =>
  `127.${20 + (number >> 16)}.${(number >> 8) & 255}.${number & 255}`;

/** The pool of this number. */
export const poolName = (pool: number) => `pool${pool}.${ORIGIN}`;

/** The numbers of the members of each pool. */
export function membersOf(pool: number, size: number): number[] {
  return Array.from({ length: size }, (_, index) => pool * size + index);
}

/** Writes a zone of pools. @param probe the keys of the probe, as YAML */
export function writePools(folder: string, members: number, probe: string, size = MEMBERS_OF_POOL): void {
  const pools = Array.from({ length: members / size }, (_, pool) => {
    const addresses = membersOf(pool, size).map(addressOf).join(', ');
    return `  pool${pool}: { probe: { ${probe} }, members: [${addresses}] }\n`;
  });
  writeInto(folder, 'pools.yaml', `zone: ${ORIGIN}\npools:\n${pools.join('')}`);
}

/** How a build is started as it is shipped: with the options of Node that its `npm start` gives. */
export function serveCommand({ checkout }: Build, args: readonly string[]): Command {
  const { scripts } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')) as {
    scripts: { start: string };
  };
  const options = scripts.start.split(' ').filter(word => word.startsWith('--'));
  return [process.execPath, ...options, join(checkout, 'dist/main.js'), 'serve', ...args];
}

/**
 * Writes the configuration.
 * @param listen a port at 127.0.0.1, or what stands under `listen`
 * @param more further lines of the configuration
 * @returns how to start a build with it
 */
export function rondoCommand(build: Build, folder: string, listen: number | string, more: string): Command {
  const config = `listen: [${typeof listen === 'number' ? `127.0.0.1:${listen}` : listen}]
log: { level: info }
state: off
${more}`;
  return serveCommand(build, ['--config', writeInto(folder, 'rondo.yaml', config)]);
}

/** How often a log says that a backend went down; one line may sum up several. */
export function downsIn(log: string): number {
  let count = 0;
  for (const line of log.split('\n')) {
    const [, sum] = /"downs":(\d+)/.exec(line) ?? [];
    if (sum !== undefined) count += Number(sum);
    else if (/"to":"down"/.test(line)) count++;
  }
  return count;
}
