// When probes run, on a clock that the test moves.
import { describe, expect, it } from 'vitest';
import { Gate } from '../../src/health/gate.js';
import { type Course, detectionMs, startSchedule } from '../../src/health/schedule.js';
import { toResult } from '../../src/probe/result.js';
import { FakeClock } from '../support/fake-clock.js';

const fine = toResult({ code: 'L4OK' }, 0);

/** A course whose probes take `tookMs`, and the times at which they began. */
function course(clock: FakeClock, tookMs: number, more: Partial<Course> = {}) {
  const startsMs: number[] = [];
  const running = { now: 0, most: 0 };
  const options: Course = {
    clock,
    gate: new Gate(16, clock),
    random: () => 0,
    timing: { intervalMs: 1000, fastMs: 200, downIntervalMs: 3000 },
    report: () => 'steady',
    probe: () => {
      startsMs.push(clock.now());
      running.most = Math.max(running.most, ++running.now);
      return new Promise(resolve =>
        clock.after(tookMs, () => {
          running.now--;
          resolve(fine);
        }),
      );
    },
    ...more,
  };
  return { options, startsMs, running };
}

describe('the schedule', () => {
  it('begins at once and counts the period from start to start', async () => {
    const clock = new FakeClock();
    const { options, startsMs } = course(clock, 300);
    startSchedule(options);
    await clock.advance(3500);
    expect(startsMs).toEqual([0, 1000, 2000, 3000]);
  });

  it('probes again after `fastMs` when a result puts the verdict in transition', async () => {
    const clock = new FakeClock();
    let results = 0;
    const { options, startsMs } = course(clock, 50, {
      report: () => (++results === 2 ? 'changing' : 'steady'),
    });
    startSchedule(options);
    await clock.advance(2400);
    expect(startsMs).toEqual([0, 1000, 1200, 2200]);
  });

  it('probes again at once when a probe in transition has taken longer than that', async () => {
    const clock = new FakeClock();
    const { options, startsMs } = course(clock, 300, { report: () => 'changing' });
    startSchedule(options);
    await clock.advance(700);
    expect(startsMs).toEqual([0, 300, 600]);
  });

  it('takes its time while there is nothing but failures', async () => {
    const clock = new FakeClock();
    const paces = ['steady', 'changing', 'down', 'down', 'changing', 'steady'] as const;
    let results = 0;
    const { options, startsMs } = course(clock, 50, { report: () => paces[results++] });
    startSchedule(options);
    await clock.advance(8500);
    expect(startsMs).toEqual([0, 1000, 1200, 4200, 7200, 7400, 8400]);
  });

  it('is never slower in transition than when steady', async () => {
    const clock = new FakeClock();
    const timing = { intervalMs: 100, fastMs: 200, downIntervalMs: 100 };
    const { options, startsMs } = course(clock, 0, { timing, report: () => 'changing' });
    startSchedule(options);
    await clock.advance(250);
    expect(startsMs).toEqual([0, 100, 200]);
  });

  it('never runs two probes of one endpoint at a time', async () => {
    const clock = new FakeClock();
    const { options, startsMs, running } = course(clock, 2500);
    startSchedule(options);
    await clock.advance(9000);
    expect(startsMs).toEqual([0, 2500, 5000, 7500]);
    expect(running.most).toBe(1);
  });

  it.each([
    [0, 1000],
    [0.5, 950],
    [0.999999, 900],
  ])('shortens the period by up to a tenth: random %d, %d ms', async (random, periodMs) => {
    const clock = new FakeClock();
    const { options, startsMs } = course(clock, 0, { random: () => random });
    startSchedule(options);
    await clock.advance(2200);
    expect(startsMs[2] - startsMs[1]).toBeCloseTo(periodMs, 0);
  });

  it.each([
    [0, 1000],
    [0.5, 500],
    [0.999999, 0],
  ])('spreads those that begin together over the period: random %d, %d ms', async (random, firstMs) => {
    const clock = new FakeClock();
    const { options, startsMs } = course(clock, 0, { random: () => random });
    startSchedule(options);
    await clock.advance(1000);
    expect(startsMs[1]).toBeCloseTo(firstMs, 0);
  });

  it('stops: no further probe, and no report of one under way', async () => {
    const clock = new FakeClock();
    let reports = 0;
    const report = () => {
      reports++;
      return 'steady' as const;
    };
    const { options, startsMs } = course(clock, 300, { report });
    const stop = startSchedule(options);
    await clock.advance(1100);
    stop();
    await clock.advance(5000);
    expect(startsMs).toEqual([0, 1000]);
    expect(reports).toBe(1);
    expect(clock.pending).toBe(0);
  });

  it('stops between two probes', async () => {
    const clock = new FakeClock();
    const { options, startsMs } = course(clock, 0);
    const stop = startSchedule(options);
    await clock.advance(500);
    stop();
    await clock.advance(5000);
    expect(startsMs).toEqual([0]);
    expect(clock.pending).toBe(0);
  });

  it('may be stopped by the one it reports to', async () => {
    const clock = new FakeClock();
    const { options, startsMs } = course(clock, 10, {
      report: () => {
        stop();
        return 'changing';
      },
    });
    const stop = startSchedule(options);
    await clock.advance(5000);
    expect(startsMs).toEqual([0]);
  });

  it('runs no more probes at once than the gate admits, and the others after them', async () => {
    const clock = new FakeClock();
    const { options, startsMs, running } = course(clock, 100, { gate: new Gate(2, clock) });
    for (let endpoint = 0; endpoint < 5; endpoint++) startSchedule(options);
    await clock.advance(450);
    expect(running.most).toBe(2);
    expect(startsMs).toEqual([0, 0, 100, 100, 200]);
  });

  it('begins no more probes together than can be seen to, however many may run', async () => {
    const clock = new FakeClock();
    const waits: number[] = [];
    const turns = {
      now: () => clock.now(),
      wallMs: () => clock.wallMs(),
      after: (ms: number, run: () => void) => clock.after(ms + 1, run),
      afterLook: (run: () => void) => clock.after(1, run),
    };
    const gate = new Gate(1000, turns);
    const { options, startsMs } = course(clock, 500, { gate });
    for (let endpoint = 0; endpoint < 60; endpoint++) startSchedule(options);
    for (let turn = 0; turn < 3; turn++) {
      waits.push(startsMs.length);
      await clock.advance(1);
    }
    expect(waits).toEqual([32, 60, 60]);
  });

  it.each([
    ['as many as it can when probes end at once', 0, 0, 1000],
    // 64 begin, and as many again whenever those are old enough to only wait; more so while the loop has time.
    ['more and more while all are silent and this machine is idle', 5000, 0, 1000],
    ['few while all are silent and this machine is busy', 5000, 1, 400],
  ])('begins %s', async (_, tookMs, load, most) => {
    const clock = new FakeClock();
    const gate = new Gate(2000, clock, () => load);
    const { options, startsMs } = course(clock, tookMs, { gate });
    for (let endpoint = 0; endpoint < 1000; endpoint++) startSchedule(options);
    await clock.advance(900);
    expect(startsMs.length).toBeLessThanOrEqual(most);
    if (load === 0) expect(startsMs.length).toBeGreaterThanOrEqual(most);
    else expect(startsMs.length).toBeGreaterThan(100);
  });

  it('leaves the line when stopped there', async () => {
    const clock = new FakeClock();
    const { options, startsMs } = course(clock, 100, { gate: new Gate(1, clock) });
    startSchedule(options);
    const stop = startSchedule(options);
    stop();
    await clock.advance(900);
    expect(startsMs).toEqual([0]);
  });
});

describe('the longest time to detection', () => {
  it.each([
    ['the timeouts of `fall` probes in a row', { timeoutMs: 1000, fall: 3 }, 4000],
    ['pauses that are longer than a timeout', { timeoutMs: 100, fall: 3 }, 1500],
    ['an interval that is shorter than the pause', { intervalMs: 150, timeoutMs: 100, fall: 3 }, 550],
    ['one failure', { timeoutMs: 300, fall: 1 }, 1300],
  ])('counts %s', async (_, timing, expectedMs) => {
    const clock = new FakeClock();
    const settled = { intervalMs: 1000, fastMs: 200, downIntervalMs: 1000, ...timing };
    expect(detectionMs(settled)).toBe(expectedMs);
    // The breakdown comes just after the first probe has begun.
    let [failures, noticedMs] = [-1, 0];
    const probe = () =>
      new Promise<typeof fine>(resolve =>
        clock.after(failures < 0 ? 0 : timing.timeoutMs, () => resolve(fine)),
      );
    const report = () => {
      failures++;
      if (failures === timing.fall) noticedMs = clock.now();
      return failures > 0 ? ('changing' as const) : ('steady' as const);
    };
    const { options } = course(clock, 0, { timing: settled, probe, report });
    const stop = startSchedule(options);
    await clock.advance(expectedMs);
    stop();
    expect(noticedMs).toBe(expectedMs);
  });
});
