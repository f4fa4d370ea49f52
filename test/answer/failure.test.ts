// A programming error while a query is answered: the client gets SERVFAIL, and it is counted.
import { expect, test } from 'vitest';
import { Responder } from '../../src/answer/respond.js';
import { Tally } from '../../src/answer/tally.js';
import { Catalog } from '../../src/image/catalog.js';
import { decodeMessage } from '../support/message.js';
import { buildQuery } from '../support/query.js';

class BrokenCatalog extends Catalog {
  override find(): never {
    throw new TypeError('broken on purpose');
  }
}

test('is answered with SERVFAIL and counted, and the next query too', () => {
  const tally = new Tally();
  const responder = new Responder(new BrokenCatalog({ zones: [], forwards: [] }), tally);
  const query = buildQuery('www.example.org A');
  const out = new Uint8Array(512);
  for (const count of [1, 2]) {
    const length = responder.respond(query, 0, query.length, out, 0, false, false);
    expect(decodeMessage(out.slice(0, length)).rcode).toBe(2);
    expect(tally.failures).toBe(count);
  }
});
