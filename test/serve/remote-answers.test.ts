// What a thread asks of the main thread has bounds, and is forgotten with whoever asked.
import { expect, test } from 'vitest';
import type { DeferredExchange } from '../../src/answer/deferred-exchange.js';
import { CONTROL, PROTOCOL, SOURCE } from '../../src/answer/exchange.js';
import { RCODE } from '../../src/dns/constants.js';
import type { EventReport } from '../../src/serve/event-messages.js';
import { RemoteAnswers } from '../../src/serve/remote-answers.js';
import { Transfers } from '../../src/transfer/transfers.js';
import { decodeMessage } from '../support/message.js';
import { buildQuery } from '../support/query.js';
import { known } from '../transfer/transferred.js';

const query = buildQuery('www.elsewhere.test A', { edns: false });
const exchange = (): DeferredExchange => ({
  protocol: PROTOCOL.TCP,
  client: { address: '127.0.0.1', port: 1053, isIpv6: false, idleMs: 0, listener: '' },
  query,
  questionEnd: query.length,
  zone: undefined,
  control: CONTROL.NONE,
  source: SOURCE.UPSTREAM,
  route: 0,
  maxSize: 65_535,
  options: new Uint8Array(0),
  chain: undefined,
  begun: new Uint8Array(0),
});

function setUp() {
  const reports: EventReport[] = [];
  const answers = new RemoteAnswers(report => void reports.push(report), new Transfers(known()));
  const sent: Uint8Array[] = [];
  const ask = (deferred = exchange()) => answers.answer(deferred, message => void sent.push(message));
  return { answers, reports, sent, ask };
}

test('several messages may answer one query; those after the last are let go', async () => {
  const { answers, sent, ask } = setUp();
  const done = ask();
  const [first, second] = [Uint8Array.of(1), Uint8Array.of(2)];
  answers.take(1, first, false);
  answers.take(1, second, true);
  answers.take(1, Uint8Array.of(3), true);
  await done;
  expect(sent).toEqual([first, second]);
});

test('a cancelled query is told of, and its answer is let go', async () => {
  const { answers, reports, sent, ask } = setUp();
  const deferred = exchange();
  const done = ask(deferred);
  answers.cancel(deferred);
  await done;
  answers.take(1, Uint8Array.of(1), true);
  answers.cancel(deferred);
  expect(sent).toEqual([]);
  expect(reports.map(({ kind }) => kind)).toEqual(['deferred', 'cancelled']);
});

test('beyond 4,096 that wait, a query is refused with the reason, until there is room again', async () => {
  const { answers, reports, sent, ask } = setUp();
  for (let waiting = 0; waiting < 4096; waiting++) void ask();
  await ask();
  expect(reports).toHaveLength(4096);
  expect(decodeMessage(sent[0]).rcode).toBe(RCODE.REFUSED);
  answers.take(1, undefined, true);
  void ask();
  expect(reports).toHaveLength(4097);
});
