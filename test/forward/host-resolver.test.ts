// Addresses of upstreams that are given by name: when they are asked for, and which are used while that fails.
import { type Answer, decode, encode } from 'dns-packet';
import { describe, expect, test } from 'vitest';
import { HostResolver, type HostState } from '../../src/forward/host-resolver.js';
import { FakeClock } from '../support/fake-clock.js';

const ROUTE = [{ address: '192.0.2.53', port: 53 }];

/** What is answered by `NAME TYPE`: addresses, or a response code; nothing else has an address. */
type Known = Record<string, readonly string[] | 'SERVFAIL' | 'NXDOMAIN'>;

class World {
  readonly clock = new FakeClock();
  readonly asked: string[] = [];
  readonly changes: string[] = [];
  known: Known = {};
  ttlSeconds = 300;
  readonly resolver = new HostResolver({
    clock: this.clock,
    ask: (query, _, route) => {
      expect(route).toBe(ROUTE);
      return Promise.resolve(this.#answer(Buffer.from(query)));
    },
    onChange: ({ host, addresses, failure = 'fine' }: HostState, areNew) =>
      this.changes.push(`${host} ${areNew ? 'new' : 'same'} ${addresses.join()} ${failure}`),
  });

  #answer(message: Buffer): Uint8Array {
    const query = decode(message);
    const [{ name, type }] = query.questions!;
    this.asked.push(`${name} ${type}`);
    const found = this.known[`${name} ${type}`] ?? [];
    const rcode = found === 'SERVFAIL' ? 2 : found === 'NXDOMAIN' ? 3 : 0;
    const data = typeof found === 'string' ? [] : found;
    const answers = data.map(each => ({ type, name, ttl: this.ttlSeconds, data: each }) as Answer);
    return encode({
      type: 'response',
      id: query.id,
      flags: 0x180 | rcode,
      questions: query.questions,
      answers,
    });
  }

  async pass(ms: number): Promise<void> {
    await this.clock.advance(ms);
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  }
}

describe('an upstream by name', () => {
  test('has its IPv4 and IPv6 addresses, and is asked for again when their time is over', async () => {
    const world = new World();
    world.known = { 'a.example A': ['192.0.2.2', '192.0.2.1'], 'a.example AAAA': ['2001:db8::1'] };
    world.resolver.follow(['a.example'], ROUTE);
    await world.pass(0);
    expect(world.resolver.addresses.get('a.example')).toEqual(['192.0.2.1', '192.0.2.2', '2001:db8::1']);
    world.known = { 'a.example A': ['192.0.2.9'] };
    await world.pass(299_000);
    expect(world.asked).toHaveLength(2);
    await world.pass(1000);
    expect(world.asked).toHaveLength(4);
    expect(world.changes).toEqual([
      'a.example new 192.0.2.1,192.0.2.2,2001:db8::1 fine',
      'a.example new 192.0.2.9 fine',
    ]);
  });

  test.each([
    [0, 30_000],
    [86_400, 3_600_000],
  ])('with TTL %i is asked for again after %i ms', async (ttlSeconds, ms) => {
    const world = new World();
    world.ttlSeconds = ttlSeconds;
    world.known = { 'a.example A': ['192.0.2.1'] };
    world.resolver.follow(['a.example'], ROUTE);
    await world.pass(ms - 1);
    expect(world.asked).toHaveLength(2);
    await world.pass(1);
    expect(world.asked).toHaveLength(4);
  });

  test.each(['SERVFAIL', 'NXDOMAIN'] as const)(
    'keeps its addresses while that fails with %s',
    async rcode => {
      const world = new World();
      world.known = { 'a.example A': ['192.0.2.1'] };
      world.resolver.follow(['a.example'], ROUTE);
      await world.pass(0);
      world.known = { 'a.example A': rcode, 'a.example AAAA': rcode };
      await world.pass(300_000);
      expect(world.resolver.states).toEqual([
        { host: 'a.example', addresses: ['192.0.2.1'], failure: rcode },
      ]);
      const before = world.asked.length;
      await world.pass(600_000);
      expect((world.asked.length - before) / 2).toBeLessThan(30);
      world.known = { 'a.example A': ['192.0.2.1'] };
      await world.pass(30_000);
      expect(world.changes).toEqual([
        'a.example new 192.0.2.1 fine',
        `a.example same 192.0.2.1 ${rcode}`,
        'a.example same 192.0.2.1 fine',
      ]);
    },
  );

  test('fails without any address, and is asked for again soon', async () => {
    const world = new World();
    world.resolver.follow(['a.example'], ROUTE);
    await world.pass(0);
    expect(world.resolver.states).toEqual([
      { host: 'a.example', addresses: [], failure: 'it has no address' },
    ]);
    expect(world.resolver.addresses.size).toBe(0);
    await world.pass(1000);
    expect(world.asked).toHaveLength(4);
  });

  test('has at most 8 addresses of each family', async () => {
    const world = new World();
    world.known = { 'a.example A': Array.from({ length: 50 }, (_, index) => `192.0.2.${index}`) };
    world.resolver.follow(['a.example'], ROUTE);
    await world.pass(0);
    expect(world.resolver.addresses.get('a.example')).toHaveLength(8);
  });

  test('is asked for no more when it is not wanted any more', async () => {
    const world = new World();
    world.known = { 'a.example A': ['192.0.2.1'] };
    world.resolver.follow(['a.example'], ROUTE);
    await world.pass(0);
    world.resolver.close();
    await world.pass(7_200_000);
    expect(world.asked).toHaveLength(2);
    expect(world.resolver.states).toEqual([]);
  });
});
