// Names that this server looks up for itself: when they are asked for, what is used of the answers, and what stays while that fails.
import { describe, expect, test } from 'vitest';
import { type Failed, HostWorld } from './host-world.js';

describe('a host', () => {
  test('has its IPv4 and IPv6 addresses, and is asked for again when their time is over', async () => {
    const world = new HostWorld();
    world.known = { 'a.example A': ['192.0.2.2', '192.0.2.1'], 'a.example AAAA': ['2001:db8::1'] };
    world.follow('a.example');
    await world.pass(0);
    expect(world.addresses).toEqual(['192.0.2.1', '192.0.2.2', '2001:db8::1']);
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
    [0, 1_000],
    [86_400, 3_600_000],
  ])('with TTL %i is asked for again after %i ms', async (ttlSeconds, ms) => {
    const world = new HostWorld();
    world.ttlSeconds = ttlSeconds;
    world.known = { 'a.example A': ['192.0.2.1'] };
    world.follow('a.example');
    await world.pass(ms - 1);
    expect(world.asked).toHaveLength(2);
    await world.pass(1);
    expect(world.asked).toHaveLength(4);
  });

  test.each<Failed | 'nothing'>(['SERVFAIL', 'NXDOMAIN', 'nothing'])(
    'keeps its addresses while there is %s',
    async failed => {
      const world = new HostWorld();
      world.known = { 'a.example A': ['192.0.2.1'] };
      world.follow('a.example');
      await world.pass(0);
      world.known = failed === 'nothing' ? {} : { 'a.example A': failed, 'a.example AAAA': failed };
      await world.pass(300_000);
      const why = failed === 'nothing' ? 'it has no address' : failed;
      expect(world.resolver.states).toMatchObject([{ name: 'a.example', failure: why }]);
      expect(world.addresses).toEqual(['192.0.2.1']);
      const before = world.asked.length;
      await world.pass(600_000);
      expect((world.asked.length - before) / 2).toBeLessThan(30);
      world.known = { 'a.example A': ['192.0.2.1'] };
      await world.pass(30_000);
      expect(world.changes).toEqual([
        'a.example new 192.0.2.1 fine',
        `a.example same 192.0.2.1 ${why}`,
        'a.example same 192.0.2.1 fine',
      ]);
    },
  );

  test('keeps the addresses of the family that cannot be had', async () => {
    const world = new HostWorld();
    world.known = { 'a.example A': ['192.0.2.1'], 'a.example AAAA': ['2001:db8::1'] };
    world.follow('a.example');
    await world.pass(0);
    world.known = { 'a.example A': ['192.0.2.9'], 'a.example AAAA': 'SERVFAIL' };
    await world.pass(300_000);
    expect(world.addresses).toEqual(['192.0.2.9', '2001:db8::1']);
  });

  test('is in order when a server denies it because it has no address of one family', async () => {
    const world = new HostWorld();
    world.known = { 'a.example A': ['192.0.2.1'], 'a.example AAAA': 'NXDOMAIN' };
    world.follow('a.example');
    await world.pass(0);
    expect(world.changes).toEqual(['a.example new 192.0.2.1 fine']);
  });

  test('fails without any address, and is asked for again soon', async () => {
    const world = new HostWorld();
    world.follow('a.example');
    await world.pass(0);
    expect(world.changes).toEqual(['a.example same  it has no address']);
    await world.pass(1000);
    expect(world.asked).toHaveLength(4);
  });

  test('has at most so many addresses of each family as are said', async () => {
    const world = new HostWorld();
    world.known = { 'a.example A': Array.from({ length: 50 }, (_, index) => `192.0.2.${index}`) };
    world.follow('a.example');
    await world.pass(0);
    expect(world.addresses).toHaveLength(8);
    expect(world.resolver.states[0].remarks).toEqual(['8 of its 50 addresses are used']);
  });

  test('of one family is asked for nothing else', async () => {
    const world = new HostWorld();
    world.known = { 'a.example A': ['192.0.2.1'], 'a.example AAAA': ['2001:db8::1'] };
    world.follow({ name: 'a.example', kind: 'AAAA' });
    await world.pass(0);
    expect(world.asked).toEqual(['a.example AAAA']);
    expect(world.addresses).toEqual(['2001:db8::1']);
  });

  test('is asked for no more when it is not wanted any more', async () => {
    const world = new HostWorld();
    world.known = { 'a.example A': ['192.0.2.1'] };
    world.follow('a.example');
    await world.pass(0);
    world.resolver.close();
    await world.pass(7_200_000);
    expect(world.asked).toHaveLength(2);
    expect(world.resolver.states).toEqual([]);
    expect(world.clock.pending).toBe(0);
  });
});

describe('aliases of a host', () => {
  test('are followed in one answer and over several', async () => {
    const world = new HostWorld();
    world.known = {
      'a.example CNAME': ['b.example'],
      'b.example CNAME': ['c.test'],
      'c.test CNAME': ['d.test'],
      'd.test A': ['192.0.2.1'],
    };
    world.follow('a.example');
    await world.pass(0);
    expect(world.addresses).toEqual(['192.0.2.1']);
    expect(world.asked).toEqual(expect.arrayContaining(['a.example A', 'c.test A', 'd.test A']));
  });

  test('in a circle come to an end', async () => {
    const world = new HostWorld();
    world.known = { 'a.test CNAME': ['b.test'], 'b.test CNAME': ['a.test'] };
    world.follow({ name: 'a.test', kind: 'A' });
    await world.pass(0);
    expect(world.changes).toEqual(['a.test same  it is an alias of an alias, over 8 times']);
    expect(world.asked).toHaveLength(8);
  });
});

describe('an address that no backend can have', () => {
  test.each([
    ['0.0.0.0', 'it stands for any address of a machine'],
    ['127.0.0.1', 'it is of this machine itself'],
    ['127.9.9.9', 'it is of this machine itself'],
    ['224.0.0.1', 'it is a multicast address'],
    ['255.255.255.255', 'it is the broadcast address'],
    ['240.0.0.1', 'it is reserved'],
    ['169.254.169.254', 'it is link-local, and of use on one link alone'],
  ])('%s is not used, and that is said', async (address, why) => {
    const world = new HostWorld();
    world.known = { 'a.example A': [address, '192.0.2.1'] };
    world.follow('a.example');
    await world.pass(0);
    expect(world.changes).toEqual([`a.example new 192.0.2.1 fine (${address} is not used: ${why})`]);
  });

  test.each([
    ['::', 'it stands for any address of a machine'],
    ['::1', 'it is of this machine itself'],
    ['ff02::1', 'it is a multicast address'],
    ['fe80::1', 'it is link-local, and of use on one link alone'],
  ])('%s alone leaves the host without any', async (address, why) => {
    const world = new HostWorld();
    world.known = { 'a.example AAAA': [address] };
    world.follow('a.example');
    await world.pass(0);
    expect(world.resolver.states[0]).toMatchObject({
      found: [],
      failure: `${address} is not used: ${why}`,
    });
  });

  test('one of this machine is used where that is wanted', async () => {
    const world = new HostWorld({ allowsLoopback: true });
    world.known = { 'a.example A': ['127.0.0.1'] };
    world.follow('a.example');
    await world.pass(0);
    expect(world.addresses).toEqual(['127.0.0.1']);
  });
});

describe('a service', () => {
  const SERVICE = { name: '_http._tcp.a.example', kind: 'SRV' } as const;
  const srv = (target: string, port = 80, weight = 1, priority = 10) => ({ target, port, weight, priority });

  test('has the addresses of its targets, with port, weight and priority', async () => {
    const world = new HostWorld();
    world.known = {
      '_http._tcp.a.example SRV': [srv('B.example', 7210, 60), srv('c.example', 7211, 45, 20)],
      'B.example A': ['192.0.2.1', '192.0.2.2'],
      'c.example AAAA': ['2001:db8::1'],
    };
    world.follow(SERVICE);
    await world.pass(0);
    expect(world.resolver.states[0].found).toEqual([
      { address: '192.0.2.1', host: 'b.example', port: 7210, weight: 60, priority: 10 },
      { address: '192.0.2.2', host: 'b.example', port: 7210, weight: 60, priority: 10 },
      { address: '2001:db8::1', host: 'c.example', port: 7211, weight: 45, priority: 20 },
    ]);
  });

  test('keeps what it had of a target that cannot be looked up, and drops one that is not there', async () => {
    const world = new HostWorld();
    world.known = {
      '_http._tcp.a.example SRV': [srv('b.example'), srv('c.example')],
      'b.example A': ['192.0.2.1'],
      'c.example A': ['192.0.2.2'],
    };
    world.follow(SERVICE);
    await world.pass(0);
    world.known = { ...world.known, 'b.example A': 'SERVFAIL', 'c.example A': 'NXDOMAIN' };
    await world.pass(300_000);
    expect(world.addresses).toEqual(['192.0.2.1']);
    expect(world.resolver.states[0]).toMatchObject({
      failure: 'b.example: SERVFAIL',
      remarks: ['c.example: NXDOMAIN'],
    });
  });

  test.each([
    ['no record', [], 'it has no service'],
    ['a lone dot', [srv('.', 0, 0, 0)], 'it has no service'],
    ['a target without addresses', [srv('b.example')], 'b.example: it has no address'],
  ])('keeps its members when there is %s', async (_what, records, why) => {
    const world = new HostWorld();
    world.known = { '_http._tcp.a.example SRV': [srv('c.example')], 'c.example A': ['192.0.2.1'] };
    world.follow(SERVICE);
    await world.pass(0);
    world.known = { '_http._tcp.a.example SRV': records };
    await world.pass(300_000);
    expect(world.addresses).toEqual(['192.0.2.1']);
    expect(world.resolver.states[0].failure).toBe(why);
  });

  test('has at most so many targets as are said', async () => {
    const world = new HostWorld();
    const targets = Array.from({ length: 9 }, (_, index) => `t${index}.example`);
    world.known = Object.fromEntries(targets.map(target => [`${target} A`, ['192.0.2.1']]));
    world.known['_http._tcp.a.example SRV'] = targets.map(target => srv(target));
    world.follow(SERVICE);
    await world.pass(0);
    expect(world.asked).toHaveLength(1 + 4 * 2);
    expect(world.resolver.states[0].remarks).toEqual(['4 of its 9 services are used']);
  });
});
