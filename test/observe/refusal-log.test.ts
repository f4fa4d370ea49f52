// How many lines there are about refused queries, however many are refused.
import { expect, test } from 'vitest';
import { Exchange } from '../../src/answer/exchange.js';
import { REFUSAL } from '../../src/answer/refusal.js';
import { OPCODE } from '../../src/dns/constants.js';
import { RefusalLog } from '../../src/observe/refusal-log.js';
import { buildQuery } from '../support/query.js';

function refused(address: string, zone = 'x.test'): Exchange {
  const exchange = new Exchange();
  const query = buildQuery(`${zone} AXFR`);
  exchange.question.parse(query, 0, query.length);
  exchange.client.address = address;
  exchange.refusal = REFUSAL.NOT_ALLOWED;
  return exchange;
}

test('the same is told once a minute, of different ones ten at once; what was left out is told with the next', () => {
  let nowMs = 0;
  const lines: string[] = [];
  const log = new RefusalLog({ warn: (_, text) => lines.push(text) }, () => nowMs);
  for (let count = 0; count < 5; count++) log.write(refused('192.0.2.1'));
  expect(lines).toEqual(['AXFR of x.test. is refused to 192.0.2.1: `transfer.to` does not name it']);
  nowMs = 60_000;
  log.write(refused('192.0.2.1'));
  expect(lines[1]).toBe(
    'AXFR of x.test. is refused to 192.0.2.1: `transfer.to` does not name it (4 more were refused since the last such line)',
  );
  const update = refused('192.0.2.1', 'z.test');
  update.question.flags = OPCODE.UPDATE << 3;
  update.refusal = REFUSAL.WRONG_SIGNATURE;
  log.write(update);
  expect(lines.pop()).toMatch(/^an update of z\.test\. is refused to 192\.0\.2\.1: its signature /);
  update.refusal = REFUSAL.NOT_ALLOWED;
  log.write(update);
  expect(lines.pop()).toBe('an update of z.test. is refused to 192.0.2.1: it is not signed');
  for (let last = 0; last < 5_000; last++) log.write(refused(`198.51.${last >> 8}.${last & 255}`));
  expect(lines).toHaveLength(9);
  nowMs += 10_000;
  log.write(refused('203.0.113.1', 'y.test'));
  expect(lines[9]).toMatch(/^AXFR of y\.test\. is refused to 203\.0\.113\.1: .* \(4993 more were refused/);
});
