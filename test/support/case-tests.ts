// The tests of one case: its steps over some wires, each with the same octets as in memory.
import { networkInterfaces } from 'node:os';
import { expect, test } from 'vitest';
import type { Case } from './case-file.js';
import { runCase, type Transport } from './case-run.js';
import { needsBatch } from './programs.js';

const hasIpv6 = Object.values(networkInterfaces()).some(list =>
  list?.some(({ address }) => address === '::1'),
);

/** What a wire is compared with. */
const IN_MEMORY = {
  udp: 'memory',
  batch: 'memory',
  tcp: 'memory-tcp',
  tls: 'memory-tcp',
  https: 'memory-https',
} as const satisfies Partial<Record<Transport, Transport>>;

type OnWire = keyof typeof IN_MEMORY;

/** Makes a test of a case for each wire. Octet for octet it gives what respond() makes when it is called directly. */
export function runOver(wires: readonly (OnWire | 'memory')[], file: Case): void {
  if (file.steps === undefined) return;
  const inMemory = new Map<Transport, ReturnType<typeof runCase>>();
  /** The answers without a wire; it is run once for all the wires that are compared with it. */
  const answersInMemory = (transport: Transport) => {
    const run = inMemory.get(transport) ?? runCase(file, transport);
    inMemory.set(transport, run);
    return run;
  };
  for (const wire of wires)
    test(`${file.name} [${wire}] ${file.why}`, async context => {
      if (wire === 'memory') {
        await answersInMemory(wire);
        return;
      }
      if (wire === 'batch') context.skip(...needsBatch());
      context.skip(file.listen === '::1' && !hasIpv6, 'skipped: this machine has no ::1');
      const direct = await answersInMemory(IN_MEMORY[wire]);
      expect(await runCase(file, wire)).toEqual(direct);
    });
}
