// Runs every case file of test/cases: in memory, over UDP with both transports, over TCP.
// `test/e2e/encrypted-cases.test.ts` does so over TLS and HTTPS.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listAreas, readCases } from './support/case-file.js';
import { loadCase } from './support/case-server.js';
import { runOver } from './support/case-tests.js';

const folder = join(import.meta.dirname, 'cases');
const cases = readCases(folder);

/** The hint of a problem is only compared where the case gives one. */
function likeExpected(found: readonly string[], expected: readonly string[]): string[] {
  return found.map((text, index) => (expected[index]?.includes('\nhelp: ') ? text : text.split('\n')[0]));
}

for (const file of cases) {
  if (file.problems !== undefined) {
    const expected = file.problems.map(text => text.trimEnd());
    test(`${file.name} [load] ${file.why}`, () => {
      expect(likeExpected(loadCase(file).problems, expected)).toEqual(expected);
    });
  }
  runOver(['memory', 'udp', 'batch', 'tcp'], file);
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
