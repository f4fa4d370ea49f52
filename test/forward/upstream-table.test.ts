// What threads know of upstreams together: rows, round-trip times, who fails, and counters.
import { describe, expect, it } from 'vitest';
import { COUNT, MAX_UPSTREAMS } from '../../src/forward/upstream-layout.js';
import { SILENT, UpstreamTable } from '../../src/forward/upstream-table.js';

const upstream = (port: number) => ({ address: '192.0.2.1', port });

describe('the table of upstreams', () => {
  it('gives an upstream the same row in all threads, and different upstreams different rows', () => {
    const one = new UpstreamTable();
    const other = new UpstreamTable(one.memory, 1);
    const rows = Array.from({ length: 200 }, (_, port) => one.rowOf(upstream(port)));
    expect(new Set(rows).size).toBe(200);
    expect(Array.from({ length: 200 }, (_, port) => other.rowOf(upstream(199 - port))).reverse()).toEqual(
      rows,
    );
    expect([...one.rows.keys()].slice(0, 2)).toEqual(['192.0.2.1:0', '192.0.2.1:1']);
  });

  it('has room for 1,023, and one row for all others', () => {
    const table = new UpstreamTable();
    const rows = Array.from({ length: MAX_UPSTREAMS + 9 }, (_, port) => table.rowOf(upstream(port)));
    expect(new Set(rows).size).toBe(MAX_UPSTREAMS);
    expect(rows.filter(row => row === 0)).toHaveLength(10);
  });

  it('forgets those that are in no route, and has room for others', () => {
    const one = new UpstreamTable();
    const other = new UpstreamTable(one.memory, 1);
    for (let port = 0; port < 2000; port++) {
      const row = one.rowOf(upstream(port));
      other.answered(other.rowOf(upstream(port)), 80, 5);
      expect([row > 0, one.rttMs(row) > 0, one.total(row, COUNT.RESPONSES) > 0]).toEqual([true, true, true]);
      one.keepOnly([[upstream(port)], [upstream(7)]], port * 10_000);
    }
    expect(one.rows.size).toBe(2);
    // A thread that has not heard of it finds the new row of one that came back.
    const row = one.rowOf(upstream(3));
    expect(other.rowOf(upstream(3))).toBe(row);
    expect(one.rttMs(row)).toBe(0);
  });

  it('keeps the row of one that is forgotten for as long as queries under way may write to it', () => {
    const one = new UpstreamTable();
    const other = new UpstreamTable(one.memory, 1);
    const row = one.rowOf(upstream(53));
    one.keepOnly([], 1000);
    expect(one.rows.size).toBe(0);
    other.answered(row, 80, 2000);
    one.keepOnly([], 9000);
    expect(other.rowOf(upstream(53))).toBe(row);
    expect(one.rttMs(row)).toBe(80);
    one.keepOnly([], 11_000);
    expect(one.rttMs(row)).toBe(0);
  });

  it('does not free the row of one that is back', () => {
    const table = new UpstreamTable();
    const row = table.rowOf(upstream(53));
    table.answered(row, 80, 500);
    table.keepOnly([], 1000);
    expect(table.rowOf(upstream(53))).toBe(row);
    table.keepOnly([[upstream(53)]], 60_000);
    table.keepOnly([[upstream(53)]], 120_000);
    expect(table.rttMs(row)).toBe(80);
  });

  it('learns round-trip times as RFC 6298 says, and waits by them within 200 ms and 1 s', () => {
    const table = new UpstreamTable();
    const row = table.rowOf(upstream(53));
    expect([table.rttMs(row), table.resendMs(row)]).toEqual([0, 200]);
    table.answered(row, 160, 1000);
    expect([table.rttMs(row), table.resendMs(row)]).toEqual([160, 480]);
    table.answered(row, 80, 2000);
    expect([table.rttMs(row), table.resendMs(row)]).toEqual([150, 150 + 4 * 80]);
    for (let count = 0; count < 99; count++) table.answered(row, 1, 3000);
    expect(table.resendMs(row)).toBe(200);
    for (let count = 0; count < 99; count++) table.answered(row, 5000, 4000);
    expect(table.resendMs(row)).toBe(1000);
  });

  it('takes being overtaken as a time that is at least as long, and never as a shorter one', () => {
    const table = new UpstreamTable();
    const row = table.rowOf(upstream(53));
    table.answered(row, 80, 1000);
    table.overtaken(row, 40);
    expect(table.rttMs(row)).toBe(80);
    table.overtaken(row, 160);
    expect(table.rttMs(row)).toBe(90);
  });

  it('shows to all threads that one fails and why, until an answer comes', () => {
    const one = new UpstreamTable();
    const other = new UpstreamTable(one.memory, 1);
    const row = one.rowOf(upstream(53));
    expect([one.isFailing(row), one.reasonOf(row)]).toEqual([false, undefined]);
    one.failed(row, SILENT, 1400);
    expect([other.isFailing(row), other.reasonOf(row), other.silentMs(row)]).toEqual([true, SILENT, 1400]);
    one.failed(row, 'ECONNREFUSED');
    expect(other.reasonOf(row)).toBe('ECONNREFUSED');
    one.failed(row, 'EODD');
    expect(other.reasonOf(row)).toBe('unknown error');
    other.answered(row, 5, 2000, false);
    expect([one.isFailing(row), one.rttMs(row), one.heardMs(row)]).toEqual([false, 0, 2000]);
  });

  it('lets one thread at a time ask in the background', () => {
    const one = new UpstreamTable();
    const other = new UpstreamTable(one.memory, 1);
    const row = one.rowOf(upstream(53));
    expect([one.takeProbe(row, 10, 3000), other.takeProbe(row, 10, 3000)]).toEqual([true, false]);
    expect([other.takeProbe(row, 3009, 3000), other.takeProbe(row, 3010, 3000)]).toEqual([false, true]);
    expect(one.takeProbe(row, 3010, 3000)).toBe(false);
  });

  it('sums what threads count', () => {
    const one = new UpstreamTable();
    const other = new UpstreamTable(one.memory, 7);
    const row = one.rowOf(upstream(53));
    one.count(row, COUNT.REQUESTS);
    other.count(row, COUNT.REQUESTS, 2);
    other.answered(row, 500, 0);
    expect([COUNT.REQUESTS, COUNT.RESPONSES, COUNT.SECONDS].map(which => one.total(row, which))).toEqual([
      3, 1, 0.5,
    ]);
  });
});
