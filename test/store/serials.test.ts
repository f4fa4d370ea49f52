// Serials that this server chooses: they change with the content, and never go back (RFC 1982).
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { isLater, serialAfter } from '../../src/dns/serial.js';
import { Serials } from '../../src/store/serials.js';

/** A version with this content whose file was last changed at `wished`. */
const version = (wished: number, content: string) => ({ wished, digest: () => content });

test('arithmetic of serials', () => {
  expect(isLater(1, 0)).toBe(true);
  expect(isLater(0, 1)).toBe(false);
  expect(isLater(7, 7)).toBe(false);
  expect(isLater(0, 0xffffffff)).toBe(true);
  expect(isLater(0x80000000, 0)).toBe(false);
  expect(serialAfter(10, 12)).toBe(12);
  expect(serialAfter(10, 10)).toBe(11);
  expect(serialAfter(10, 9)).toBe(11);
  expect(serialAfter(0xffffffff, 0xffffffff)).toBe(0);
});

test('each change leads to a later serial, whatever the clock says, and nothing else does', () => {
  const step = fc.record({ wished: fc.nat(0xffffffff), content: fc.constantFrom('a', 'b', 'c') });
  const restarts = fc.array(fc.record({ steps: fc.array(step, { maxLength: 4 }) }), { maxLength: 5 });
  fc.assert(
    fc.property(restarts, processes => {
      let last: { serial: number; content: string } | undefined;
      let kept: Serials['kept'] | undefined;
      for (const { steps } of processes) {
        const serials = new Serials();
        if (kept !== undefined) serials.learn(kept);
        for (const { wished, content } of steps) {
          const serial = serials.choose('x.test', version(wished, content));
          if (last === undefined) expect(serial).toBe(wished);
          else if (content === last.content) expect(serial).toBe(last.serial);
          else expect(isLater(serial, last.serial)).toBe(true);
          last = { serial, content };
        }
        kept = serials.kept;
      }
    }),
  );
});

describe('serials', () => {
  it('of a version in force go by what was compared', () => {
    const serials = new Serials();
    const former = { serial: 70, isSame: true };
    expect(serials.choose('x.test', { ...version(50, 'a'), former })).toBe(70);
    expect(serials.choose('x.test', { ...version(50, 'b'), former: { ...former, isSame: false } })).toBe(71);
    expect(serials.choose('x.test', { ...version(90, 'c'), former: { serial: 71, isSame: false } })).toBe(90);
  });

  it('of a zone that comes back go on', () => {
    const serials = new Serials();
    serials.choose('x.test', version(100, 'a'));
    serials.forget('x.test');
    expect(serials.choose('x.test', version(50, 'a'))).toBe(100);
    serials.forget('x.test');
    expect(serials.choose('x.test', version(50, 'b'))).toBe(101);
  });

  it('of more zones than are kept do not go back either', () => {
    const serials = new Serials({ maxZones: 2, maxGone: 1 });
    for (const [index, zone] of ['a', 'b', 'c', 'd'].entries())
      serials.choose(zone, version(100 + index, 'a'));
    const { kept } = serials;
    expect([...kept.zones.keys()]).toEqual(['a', 'b']);
    expect(kept.floor).toBe(103);
    const next = new Serials({ maxZones: 2, maxGone: 1 });
    next.learn(kept);
    expect(next.choose('a', version(1, 'a'))).toBe(100);
    expect(next.choose('c', version(1, 'a'))).toBe(104);
    expect(next.choose('d', version(200, 'a'))).toBe(200);
  });

  it('keep as many zones that are gone as they may', () => {
    const serials = new Serials({ maxZones: 9, maxGone: 1 });
    serials.choose('a', version(100, 'a'));
    serials.choose('b', version(200, 'a'));
    serials.forget('b');
    serials.forget('a');
    expect([...serials.kept.zones.keys()]).toEqual(['a']);
    expect(serials.kept.floor).toBe(200);
  });
});
