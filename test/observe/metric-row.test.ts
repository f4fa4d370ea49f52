// Metrics as rows: what has no value at the moment is absent, and not 0.
import { expect, test } from 'vitest';
import { addMetrics, gauge } from '../../src/observe/metric-row.js';
import { Registry } from '../../src/observe/prom-client.js';

test('a gauge without labels is absent while nothing is put, and there when something is', async () => {
  const from = { end: undefined as number | undefined };
  const registry = new Registry();
  const row = gauge<typeof from>('end_seconds', 'When it ends.', [], ({ end }, put) => {
    if (end !== undefined) put(end);
  });
  addMetrics(registry, [row], from);
  const lines = async () => (await registry.metrics()).split('\n').filter(line => /^end_seconds/.test(line));
  expect(await lines()).toEqual([]);
  from.end = 0;
  expect(await lines()).toEqual(['end_seconds 0']);
  from.end = undefined;
  expect(await lines()).toEqual([]);
});
