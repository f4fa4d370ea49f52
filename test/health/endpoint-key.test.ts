// The key of an endpoint: what has one is probed once.
import { expect, test } from 'vitest';
import { endpointKey } from '../../src/health/endpoint-key.js';
import { specOf } from './spec.js';

const target = { address: '192.0.2.1', port: 80, host: 'app.test' };
const key = endpointKey(target, specOf());

test('specs that ask for the same have one key, whatever the order of their fields', () => {
  const spec = specOf();
  const turned = Object.fromEntries(Object.entries(spec).reverse()) as typeof spec;
  expect(endpointKey(target, turned)).toBe(key);
  expect(endpointKey(target, { ...spec, port: 7 })).toBe(key);
});

test.each([
  ['another address', endpointKey({ ...target, address: '192.0.2.2' }, specOf())],
  ['another port', endpointKey({ ...target, port: 81 }, specOf())],
  ['another host', endpointKey({ ...target, host: 'b.test' }, specOf())],
  ['another time limit', endpointKey(target, specOf({ timeoutMs: 77 }))],
  ['another kind', endpointKey(target, specOf({ kind: 'tcp' }))],
  ['a pool that is followed', endpointKey(target, specOf(), 'db.test A')],
])('%s makes another key', (_, other) => {
  expect(other).not.toBe(key);
});
