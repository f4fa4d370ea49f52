// What `rondo key generate` prints.
import { expect, test } from 'vitest';
import { newKeyFile } from '../../src/config/new-key.js';
import { keysOfFile } from '../../src/config/tsig-file.js';
import { TSIG_ALGORITHMS } from '../../src/dns/tsig/algorithm.js';
import { Problems } from '../../src/source/problem.js';

test('a key is as long as its digest, another each time, and is read back', () => {
  const problems = new Problems();
  const octets = TSIG_ALGORITHMS.map(algorithm => {
    const made = newKeyFile('Axfr.Example', algorithm);
    if ('message' in made) return expect.fail(made.message);
    expect(newKeyFile('Axfr.Example', algorithm)).not.toEqual(made);
    expect(made.text).toContain('key "axfr.example" {\n');
    const [{ key }] = keysOfFile('tsig.key', Buffer.from(made.text), problems);
    expect(key.algorithm).toBe(algorithm);
    return key.secret.length;
  });
  expect(octets).toEqual([20, 28, 32, 48, 64]);
  expect(problems.list).toEqual([]);
});

test('a name or an algorithm that is none is refused in words', () => {
  expect(newKeyFile('a..b', 'hmac-sha256')).toMatchObject({
    message: '"a..b" is no name of a key: a label is empty',
  });
  expect(newKeyFile('axfr', 'hmac-md5')).toMatchObject({
    message: 'hmac-md5 is not used here: it is broken',
  });
});
