// Mass flapping in the log and in the events: bounded, summed up, and counted exactly.
import { describe, expect, it } from 'vitest';
import type { TransitionEvent } from '../../src/health/events.js';
import { EventRing } from '../../src/observe/event-ring.js';
import type { Log } from '../../src/observe/log.js';
import { EventLog } from '../../src/operate/event-log.js';
import { toResult } from '../../src/probe/result.js';
import { FakeClock } from '../support/fake-clock.js';

function open() {
  const clock = new FakeClock();
  const lines: string[] = [];
  const write = (_: object, text: string) => lines.push(text);
  const ring = new EventRing(() => new Date(clock.wallMs()));
  const log = new EventLog({ info: write, warn: write, error: write } as unknown as Log, ring, clock);
  return { clock, lines, ring, log };
}

function change(pool: string, to: 'up' | 'down', status = 503): TransitionEvent {
  const result = toResult({ code: to === 'up' ? 'L7OK' : 'L7STS', status }, 1);
  const from = to === 'up' ? 'down' : 'up';
  return {
    endpoint: '192.0.2.1:80',
    address: '192.0.2.1',
    port: 80,
    pools: [pool],
    from,
    to,
    result,
    live: 1,
    total: 2,
  };
}

describe('many changes', () => {
  it('are a bounded number of lines, whose sum says what the others were', async () => {
    const { clock, lines, ring, log } = open();
    for (let second = 0; second < 60; second++) {
      for (let at = 0; at < 2000; at++)
        log.transition(change(`p${at % 200} A`, second % 2 === 0 ? 'down' : 'up'));
      await clock.advance(1000);
    }
    expect(lines.length).toBeLessThan(1000);
    expect(ring.counts.get('backend')).toBe(120_000);
    const sums = lines.filter(line => line.startsWith('backends: '));
    expect(sums).toHaveLength(6);
    const summed = sums.reduce((sum, line) => sum + Number(/(\d+) more changes/.exec(line)?.[1]), 0);
    expect(summed + lines.length - sums.length).toBe(120_000);
    expect(sums[1]).toMatch(
      /^backends: \d+ more changes in the last 10 s: (up|down \(L7STS 503\)) \d+, (up|down \(L7STS 503\)) \d+; in p\d+ A \d+, .* and 192 more pools$/,
    );
    // Each is a line of a few hundred octets.
    expect(Math.max(...lines.map(line => line.length))).toBeLessThan(400);
  });

  it('of zones of other servers are bounded, too', async () => {
    const { clock, lines, ring, log } = open();
    for (let at = 0; at < 10_000; at++) {
      const rest = { origin: new Uint8Array(1), file: '', primaries: [], notifyFrom: [], maxOctets: 1 };
      log.transfers.failing({ label: `z${at}.example`, ...rest }, '192.0.2.1:53: the answer is REFUSED');
    }
    await clock.advance(10_000);
    expect(lines.length).toBeLessThan(200);
    expect(lines.at(-1)).toMatch(
      /^transfers: \d+ more changes in the last 10 s: failing \d+; in z\d+\.example 1, .* and \d+ more zones$/,
    );
    expect(ring.counts.get('transfer')).toBe(10_000);
  });

  it('do not hide those of a pool that was quiet', async () => {
    const { clock, lines, log } = open();
    const storm = async (seconds: number) => {
      for (let second = 0; second < seconds; second++) {
        for (let at = 0; at < 500; at++) log.transition(change(`storm${at % 50} A`, 'down'));
        await clock.advance(1000);
      }
    };
    await storm(90);
    log.transition(change('quiet A', 'down'));
    log.transition(change('quiet A', 'up'));
    await storm(1);
    expect(lines.filter(line => line.includes('quiet A'))).toHaveLength(2);
  });

  it('of pools are summed up as well', async () => {
    const { clock, lines, ring, log } = open();
    for (let at = 0; at < 1000; at++)
      log.pool({
        pool: `p${at} A`,
        onFallback: true,
        hasTurned: true,
        instead: 'down',
        live: 0,
        total: 2,
        explanation: 'all down',
      });
    await clock.advance(10_000);
    expect(ring.counts.get('pool')).toBe(1000);
    expect(lines.length).toBeLessThan(130);
    expect(lines.at(-1)).toMatch(/^pools: \d+ more changes in the last 10 s: without a live member \d+; in /);
  });

  it('that are few are told one by one', () => {
    const { lines, log } = open();
    for (let at = 0; at < 25; at++) log.transition(change('app A', at % 2 === 0 ? 'down' : 'up'));
    expect(lines).toHaveLength(25);
    expect(lines[0]).toBe('backend 192.0.2.1:80 is down: L7STS 503 (1 of 2 live in app A)');
  });

  it('are numbered, so that a reader sees that some are missing', async () => {
    const { clock, ring, log } = open();
    for (let at = 0; at < 500; at++) log.transition(change('app A', at % 2 === 0 ? 'down' : 'up'));
    await clock.advance(10_000);
    expect(ring.all.at(-1)).toMatchObject({ number: 501, kind: 'backend' });
  });
});
