// The budget of descriptors: nobody gets those of another, whatever the limit and the demand are.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type DescriptorDemand,
  PER_COMMAND,
  shareDescriptors,
  splitProbes,
  splitUpstreams,
  wantedLimit,
} from '../../src/serve/descriptor-budget.js';

const demand = (more: Partial<DescriptorDemand>): DescriptorDemand => ({
  limit: 1024,
  threads: 4,
  listeners: 2,
  members: 0,
  commands: 0,
  forwards: 0,
  connections: 1000,
  ...more,
});

const sum = (shares: object) =>
  Object.values(shares).reduce((total: number, each: number) => total + each, 0);

const whole = (max: number) => fc.nat({ max });
const demands = fc.record({
  limit: fc.oneof(whole(2000), fc.constant(Number.MAX_SAFE_INTEGER)),
  threads: whole(32),
  listeners: whole(64),
  members: whole(10_000),
  commands: whole(500),
  forwards: fc.constantFrom(0, 10_000),
  connections: whole(20_000),
});

describe('the shares', () => {
  test('of a small limit: reserves first, then equal parts to those who want more', () => {
    const shares = shareDescriptors(demand({ limit: 256, members: 200, forwards: 10_000 }));
    expect(shares).toEqual({
      own: 44,
      listeners: 8,
      files: 64,
      admin: 16,
      control: 16,
      probes: 36,
      upstreams: 36,
      streams: 36,
    });
  });

  test('what one does not want goes to the others', () => {
    const { probes, upstreams, streams } = shareDescriptors(demand({ members: 20 }));
    expect({ probes, upstreams, streams }).toEqual({ probes: 20, upstreams: 0, streams: 696 });
  });

  test('together stay within the limit, and nobody has less than another who wants no more', () => {
    fc.assert(
      fc.property(demands, each => {
        const shares = shareDescriptors(each);
        const { own, listeners, files, admin, control, probes, upstreams, streams } = shares;
        const reserved = own + listeners + files + admin + control;
        expect(sum(shares)).toBeLessThanOrEqual(Math.max(each.limit, reserved + 12));
        expect(Math.min(files, admin, control)).toBeGreaterThanOrEqual(8);
        const wants = [
          each.members + PER_COMMAND * each.commands,
          Math.min(1000, each.forwards),
          each.connections,
        ];
        const got = [probes, Math.min(1000, upstreams), streams];
        for (const [index, want] of wants.entries()) {
          expect(got[index]).toBeLessThanOrEqual(want);
          if (got[index] < want) expect(got[index] + 1).toBeGreaterThanOrEqual(Math.max(...got) - 1);
        }
      }),
    );
  });

  test('of a large limit: further queries are forwarded with what nobody else wants', () => {
    const shares = shareDescriptors(demand({ limit: 524_288, members: 200, forwards: 10_000 }));
    expect(shares).toMatchObject({ probes: 200, upstreams: 10_000, streams: 1000 });
  });

  test('with the limit that is wanted, everybody has what he wants first', () => {
    fc.assert(
      fc.property(demands, each => {
        const { probes, upstreams, streams } = shareDescriptors({ ...each, limit: wantedLimit(each) });
        expect({ probes, upstreams, streams }).toEqual({
          probes: each.members + PER_COMMAND * each.commands,
          upstreams: Math.min(1000, each.forwards),
          streams: each.connections,
        });
      }),
    );
  });
});

test('probes by commands cost more, and each kind has a place', () => {
  expect(splitProbes(52, { members: 200, commands: 0 })).toEqual({ connections: 52, commands: 1 });
  expect(splitProbes(52, { members: 200, commands: 3 })).toEqual({ connections: 40, commands: 3 });
  expect(splitProbes(2, { members: 1, commands: 1 })).toEqual({ connections: 1, commands: 1 });
});

describe('a share of upstreams', () => {
  test.each([
    [1000, 1, { connections: 4, each: 4, sockets: 996 }],
    [36, 2, { connections: 8, each: 4, sockets: 28 }],
    [36, 5, { connections: 9, each: 1, sockets: 27 }],
    [4, 2, { connections: 1, each: 1, sockets: 3 }],
    [2000, 1000, { connections: 256, each: 1, sockets: 1744 }],
  ])('%i of %i upstreams: a quarter at most are connections, shared by all', (share, upstreams, split) => {
    expect(splitUpstreams(share, upstreams)).toEqual(split);
  });
});
