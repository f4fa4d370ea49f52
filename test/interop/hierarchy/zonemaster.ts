// Zonemaster, told about the hierarchy: runs all its tests on one zone and reads what it says.
import { program } from '../../support/programs.js';
import type { Hierarchy } from './hierarchy.js';
import { HINTS } from './tree.js';

/** How long one zone may take, in milliseconds. */
const TIME_LIMIT_MS = 60_000;

/** A message, without what differs from run to run. */
export interface Message {
  readonly level: string;
  readonly testcase: string;
  readonly tag: string;
  readonly args: Readonly<Record<string, string>>;
}

/** No test case is left out; only what lies in the Internet has its place in the hierarchy. */
const PROFILE = {
  // The database that tells the autonomous system of an address.
  asn_db: { style: 'cymru', sources: { cymru: ['asn.test'] } },
};

/** Arguments that hold the random case of a name: the case goes. */
const RANDOM_CASE = new Set(['domain', 'query1', 'query2']);

/** Arguments that list things in an order of chance: they are sorted. */
function settled(name: string, value: unknown): string {
  const text = String(value);
  if (RANDOM_CASE.has(name)) return text.toLowerCase();
  return /[;,]/.test(text) ? text.split(/[;,]/).sort().join(' ') : text;
}

function messageOf(line: string): Message & { readonly module: string } {
  const { level, module, testcase, tag, args = {} } = JSON.parse(line);
  const settledArgs = Object.entries(args).map(([name, value]) => [name, settled(name, value)]);
  return { level, module, testcase, tag, args: Object.fromEntries(settledArgs) };
}

/** Examines a zone. @returns all messages, sorted, without those of Zonemaster about itself */
export async function zonemaster(zone: string, { network, folder }: Hierarchy): Promise<Message[]> {
  const at = `zonemaster/${zone}`;
  const run = network.start(program('zonemaster-cli')!, [
    '--json-stream',
    '--no-json-translate',
    '--level=DEBUG',
    `--hints=${folder.write(`${at}.hints`, HINTS)}`,
    `--profile=${folder.write(`${at}.json`, JSON.stringify(PROFILE))}`,
    zone,
  ]);
  const limit = setTimeout(() => run.child.kill('SIGKILL'), TIME_LIMIT_MS);
  const status = await run.gone();
  clearTimeout(limit);
  if (status !== 0) throw new Error(`zonemaster-cli ${zone}:\n${run.output}`);
  const lines = run.output.split('\n').filter(line => line.startsWith('{'));
  const messages = lines.map(messageOf).filter(({ module }) => module !== 'SYSTEM');
  return messages.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}
