// A programming error while a query is answered: the client gets SERVFAIL, and it is counted.

import { expect, test } from 'vitest';
import { CATEGORY } from '../../src/answer/exchange.js';
import { Responder } from '../../src/answer/respond.js';
import { Tally } from '../../src/answer/tally.js';
import { Catalog } from '../../src/image/catalog.js';
import { answerTo } from '../support/exchange.js';
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
  for (const count of [1, 2]) {
    expect(decodeMessage(answerTo(responder, query)).rcode).toBe(2);
    expect(responder.exchange.category).toBe(CATEGORY.ERROR);
    expect(tally.failures).toBe(count);
  }
});
