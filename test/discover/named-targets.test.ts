// Targets that are given by name: what becomes of the list when their addresses are found, change, or cannot be had.
import { beforeEach, describe, expect, test } from 'vitest';
import { NamedTargets } from '../../src/discover/named-targets.js';
import type { FoundAddress, HostState, Wanted } from '../../src/discover/names.js';
import type { Target } from '../../src/discover/source.js';
import { FakeClock } from '../support/fake-clock.js';

const at = (host: string, ...addresses: string[]): FoundAddress[] =>
  addresses.map(address => ({ address, host }));

class World {
  readonly clock = new FakeClock();
  readonly said: string[] = [];
  last: readonly Target[] = [];
  readonly listeners = new Map<string, (state: HostState) => void>();
  readonly names: NamedTargets;

  constructor(kept?: readonly Target[]) {
    this.names = new NamedTargets({
      clock: this.clock,
      kept,
      watchName: ({ name }: Wanted, onState) => {
        this.listeners.set(name, onState);
        return () => void this.listeners.delete(name);
      },
      found: (targets, fault = 'fine') => {
        this.last = targets;
        this.said.push(`${targets.map(({ host }) => host).join()} ${fault}`);
      },
      failed: reason => this.said.push(`failed: ${reason}`),
    });
  }

  tell(name: string, addresses: readonly string[], failure?: string): void {
    const state = { name, kind: 'addresses' as const, remarks: [], pools: [], found: at(name, ...addresses) };
    this.listeners.get(name)?.({ ...state, ...(failure === undefined ? {} : { failure }) });
  }
}

let world: World;
beforeEach(() => {
  world = new World();
});

describe('targets by name', () => {
  test('have the addresses of the name, each with what is said of the target', async () => {
    const more = { port: 7210, weight: 3, backup: 1, tags: ['rack1'] };
    world.names.found([{ host: '192.0.2.9' }, { host: 'a.test', ...more }]);
    expect(world.said).toEqual([]);
    world.tell('a.test', ['192.0.2.1', '2001:db8::1']);
    await world.clock.advance(20);
    expect(world.last).toEqual([
      { host: '192.0.2.9' },
      { host: '192.0.2.1', name: 'a.test', ...more },
      { host: '2001:db8::1', name: 'a.test', ...more },
    ]);
  });

  test('change with the name, and several names at once make one list', async () => {
    world.names.found([{ host: 'a.test' }, { host: 'b.test' }]);
    world.tell('a.test', ['192.0.2.1']);
    world.tell('b.test', ['192.0.2.2']);
    await world.clock.advance(1_000);
    world.tell('a.test', ['192.0.2.3']);
    world.tell('b.test', ['192.0.2.4']);
    await world.clock.advance(1_000);
    expect(world.said).toEqual(['192.0.2.1,192.0.2.2 fine', '192.0.2.3,192.0.2.4 fine']);
  });

  test('that are not answered are waited for a second, and then are said to be missing', async () => {
    world.names.found([{ host: '192.0.2.9' }, { host: 'a.test' }]);
    await world.clock.advance(999);
    expect(world.said).toEqual([]);
    await world.clock.advance(1);
    expect(world.said).toEqual(['192.0.2.9 a.test is not looked up yet']);
  });

  test('fail the list when nothing is left', async () => {
    world.names.found([{ host: 'a.test' }, { host: 'b.test' }]);
    world.tell('a.test', [], 'SERVFAIL');
    world.tell('b.test', [], 'NXDOMAIN');
    await world.clock.advance(20);
    expect(world.said).toEqual(['failed: a.test cannot be looked up (SERVFAIL); and 1 more']);
  });

  test('leave the rest of the list as it is when one fails', async () => {
    world.names.found([{ host: 'a.test' }, { host: 'b.test' }]);
    world.tell('a.test', ['192.0.2.1']);
    world.tell('b.test', [], 'NXDOMAIN');
    await world.clock.advance(20);
    world.tell('a.test', ['192.0.2.1'], 'SERVFAIL');
    world.tell('b.test', ['192.0.2.2']);
    await world.clock.advance(20);
    expect(world.said).toEqual([
      '192.0.2.1 b.test cannot be looked up (NXDOMAIN)',
      '192.0.2.1,192.0.2.2 a.test cannot be looked up (SERVFAIL): its last addresses stay',
    ]);
  });

  test('are no more looked up when the list has them no more', async () => {
    world.names.found([{ host: 'a.test' }, { host: 'b.test' }]);
    world.names.found([{ host: 'b.test' }]);
    expect([...world.listeners.keys()]).toEqual(['b.test']);
    world.names.close();
    expect([...world.listeners.keys()]).toEqual([]);
    await world.clock.advance(5_000);
    expect(world.said).toEqual([]);
    expect(world.clock.pending).toBe(0);
  });

  test('go on changing while the source itself fails, which stays said', async () => {
    world.names.found([{ host: 'a.test' }]);
    world.tell('a.test', ['192.0.2.1']);
    await world.clock.advance(20);
    world.names.failed('no such file');
    world.tell('a.test', ['192.0.2.2']);
    await world.clock.advance(20);
    expect(world.said).toEqual(['192.0.2.1 fine', 'failed: no such file', '192.0.2.2 no such file']);
  });

  test('have the addresses of an earlier process until they are looked up', async () => {
    world = new World([
      { host: '192.0.2.7', name: 'a.test' },
      { host: '192.0.2.8', name: 'b.test' },
    ]);
    world.names.found([{ host: 'a.test' }, { host: 'b.test' }]);
    world.tell('a.test', [], 'SERVFAIL');
    world.tell('b.test', ['192.0.2.2']);
    await world.clock.advance(20);
    expect(world.said).toEqual(['192.0.2.7,192.0.2.2 a.test cannot be looked up (SERVFAIL)']);
  });

  test('in a circle have none, not even of an earlier process', async () => {
    world = new World([{ host: '192.0.2.7', name: 'a.test' }]);
    world.names.found([{ host: '192.0.2.9' }, { host: 'a.test' }]);
    const state = { name: 'a.test', kind: 'addresses' as const, remarks: [], pools: ['a.test'], found: [] };
    world.listeners.get('a.test')?.({ ...state, failure: 'a circle', isRefused: true });
    await world.clock.advance(20);
    expect(world.said).toEqual(['192.0.2.9 a.test cannot be looked up (a circle)']);
  });

  test('are a mistake where nothing looks them up', () => {
    const said: string[] = [];
    const names = new NamedTargets({
      clock: new FakeClock(),
      watchName: undefined,
      found: () => said.push('found'),
      failed: reason => said.push(reason),
    });
    names.found([{ host: 'a.test' }]);
    expect(said).toEqual(['a.test is a name, and names are not looked up here']);
  });
});

test('targets by address alone go through at once', () => {
  world.names.found([{ host: '192.0.2.1' }, { host: '2001:db8::1' }], 'one file is missing');
  expect(world.said).toEqual(['192.0.2.1,2001:db8::1 one file is missing']);
});
