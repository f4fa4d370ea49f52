// Who gets zones as a whole: by address, by key, and by both.
import { expect, test } from 'vitest';
import { Client } from '../../src/answer/client.js';
import { NO_KEY } from '../../src/dns/tsig/key.js';
import { transferLists } from '../../src/store/rule-access.js';
import { keyFor } from '../support/signed.js';

const KEYS = [keyFor('one.'), keyFor('two.')];
const [ONE, TWO] = [0, 1];

function clientAt(address: string): Client {
  return Object.assign(new Client(), { address });
}

/** What else a rule says. */
const RULE = { notify: [], isTlsOnly: false, isFollowing: false, ttl: 5 };

test.each([
  [[{ from: '192.0.2.0/24' }], '192.0.2.7', [NO_KEY, ONE, TWO]],
  [[{ from: '192.0.2.0/24' }], '198.51.100.7', []],
  [[{ from: 'any', key: 'One' }], '198.51.100.7', [ONE]],
  [[{ from: '192.0.2.0/24', key: 'two.' }], '192.0.2.7', [TWO]],
  [[{ from: '192.0.2.0/24', key: 'two.' }], '198.51.100.7', []],
  [[{ from: '192.0.2.0/24' }, { from: 'any', key: 'one' }], '198.51.100.7', [ONE]],
  // A key that is gone opens nothing.
  [[{ from: 'any', key: 'three' }], '192.0.2.7', []],
])('%j lets %s in with the keys %j', (to, address, wanted) => {
  const mayTransfer = transferLists(
    [
      { ...RULE, to: [] },
      { ...RULE, to },
    ],
    KEYS,
  ).access!;
  const allowed = [NO_KEY, ONE, TWO].filter(key => mayTransfer(2, clientAt(address), key));
  expect(allowed).toEqual(wanted);
  expect(mayTransfer(1, clientAt(address), ONE)).toBe(false);
});
