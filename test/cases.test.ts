// Runs every case file of test/cases: in memory, over UDP with both transports, over TCP, TLS and HTTPS.
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listAreas, readCases } from './support/case-file.js';
import { runCase, type Transport } from './support/case-run.js';
import { loadCase } from './support/case-server.js';
import { needsBatch } from './support/programs.js';

const folder = join(import.meta.dirname, 'cases');
const cases = readCases(folder);

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

/** The hint of a problem is only compared where the case gives one. */
function likeExpected(found: readonly string[], expected: readonly string[]): string[] {
  return found.map((text, index) => (expected[index]?.includes('\nhelp: ') ? text : text.split('\n')[0]));
}

for (const file of cases) {
  const inMemory = new Map<Transport, ReturnType<typeof runCase>>();
  /** The answers without a wire; it is run once for all the wires that are compared with it. */
  const answersInMemory = (transport: Transport) => {
    const run = inMemory.get(transport) ?? runCase(file, transport);
    inMemory.set(transport, run);
    return run;
  };
  if (file.problems !== undefined) {
    const expected = file.problems.map(text => text.trimEnd());
    test(`${file.name} [load] ${file.why}`, () => {
      expect(likeExpected(loadCase(file).problems, expected)).toEqual(expected);
    });
  }
  if (file.steps === undefined) continue;
  test(`${file.name} [memory] ${file.why}`, async () => {
    await answersInMemory('memory');
  });
  for (const transport of ['udp', 'batch', 'tcp', 'tls', 'https'] as const)
    test(`${file.name} [${transport}] ${file.why}`, async context => {
      if (transport === 'batch') context.skip(...needsBatch());
      context.skip(file.listen === '::1' && !hasIpv6, 'skipped: this machine has no ::1');
      const direct = await answersInMemory(IN_MEMORY[transport]);
      // Octet for octet what respond() makes when it is called directly.
      expect(await runCase(file, transport)).toEqual(direct);
    });
}

describe('the collection of cases', () => {
  const steps = cases.flatMap(file => file.steps ?? []);

  test('covers at least 120 steps', () => {
    expect(steps.length).toBeGreaterThanOrEqual(120);
  });

  test('has a case in every area', () => {
    const filled = new Set(cases.map(({ area }) => area));
    expect([...filled]).toEqual(listAreas(folder));
    expect(listAreas(folder)).toEqual(
      expect.arrayContaining([
        'dnsmasq',
        'edns',
        'errors',
        'health',
        'master',
        'negative',
        'rotation',
        'truncation',
        'yaml',
      ]),
    );
  });
});
