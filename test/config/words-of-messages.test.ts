// No key of a pool has a message that only the author of a library understands.
import { describe, expect, it } from 'vitest';
import { probeKeys } from '../../src/probe/keys.js';
import { policyKeys } from '../../src/zone/yaml/policy-keys.js';
import { KINDS, problemsOf } from './mistake-files.js';

describe('no message shows a regular expression, or words of a library', () => {
  const values = ['"?"', '200%', '-1', '"a b"', '""', '[]', '{}', '[{}]', 'null', '{ a: 1 }', '1.5', '"\\0"'];
  const keys = [...Object.keys(policyKeys), ...Object.keys(probeKeys).map(key => `probe: { http: /, ${key}`)];
  it.each(keys)('%s', key => {
    const [file, around] = KINDS.pool;
    const all = values.flatMap(value =>
      problemsOf(file, around(`${key}: ${value}${key.includes('{') ? ' }' : ''}`)),
    );
    expect(all.filter(line => /Invalid|pattern \/|\/\^|regex/.test(line))).toEqual([]);
  });
});
