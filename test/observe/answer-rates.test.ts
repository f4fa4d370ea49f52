// How many queries are answered in a second, by the counters of all threads.
import { expect, test } from 'vitest';
import { DROP, type Exchange } from '../../src/answer/exchange.js';
import { Tally } from '../../src/answer/tally.js';
import { RCODE } from '../../src/dns/constants.js';
import { AnswerRates } from '../../src/observe/answer-rates.js';
import { RATE_NAMES, RATE_SECONDS } from '../../src/view/rates.js';
import { FakeClock } from '../support/fake-clock.js';

function world() {
  const clock = new FakeClock();
  const tallies = [new Tally(), new Tally()];
  const rates = new AnswerRates({ clock, tallies: () => tallies, rows: () => 3 });
  rates.begin();
  const answer = (times: number, rcode: number, { thread = 0, row = 2 } = {}) => {
    const [question, client] = [{ qtype: 1 }, { isIpv6: false }];
    const exchange = { row, rcode, question, client, protocol: 0, control: 0, listRow: 0 } as Exchange;
    for (let time = 0; time < times; time++) tallies[thread].answered(exchange);
  };
  return { clock, tallies, rates, answer };
}

test('all threads count, by how they answered', async () => {
  const { clock, tallies, rates, answer } = world();
  answer(7, RCODE.NOERROR);
  answer(2, RCODE.NOERROR, { thread: 1, row: 0 });
  answer(3, RCODE.NXDOMAIN);
  answer(1, RCODE.BADCOOKIE);
  tallies[1].hit();
  tallies[1].dropped(DROP.MALFORMED);
  await clock.advance(1_000);
  expect(rates.latest).toEqual({
    ...{ answers: 13, noerror: 9, nxdomain: 3, servfail: 0, refused: 0, other: 1 },
    ...{ cached: 1, blocked: 0, dropped: 1 },
  });
  await clock.advance(1_000);
  expect(rates.history.seconds.answers).toEqual([13, 0]);
  expect(Object.keys(rates.history.seconds)).toEqual([...RATE_NAMES]);
  expect(rates.history.until).toBe(new Date(clock.wallMs()).toISOString());
});

test('the last five minutes are kept', async () => {
  const { clock, rates, answer } = world();
  for (let second = 0; second < RATE_SECONDS + 20; second++) {
    answer(second, RCODE.NOERROR);
    await clock.advance(1_000);
  }
  const { answers } = rates.history.seconds;
  expect([answers.length, answers[0], answers.at(-1)]).toEqual([RATE_SECONDS, 20, RATE_SECONDS + 19]);
});

test('a thread that began again does not count backwards', async () => {
  const { clock, tallies, rates, answer } = world();
  answer(100, RCODE.NOERROR);
  await clock.advance(1_000);
  tallies[0] = new Tally();
  await clock.advance(1_000);
  expect(rates.history.seconds.answers).toEqual([100, 0]);
});
