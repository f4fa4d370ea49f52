// What an answer thread does when sockets misbehave: nobody's answer is lost for another's sake, and what is lost is counted.
import { describe, expect, test } from 'vitest';
import { QueryHandler } from '../../src/answer/handler.js';
import { DROP_REASONS, Tally } from '../../src/answer/tally.js';
import { AnswerLoop } from '../../src/transport/batch/answer-loop.js';
import { makeResponder } from '../support/many-shapes.js';
import { buildQuery } from '../support/query.js';
import { type Datagram, FakeSystem } from './fake-system.js';

const SOCKET = { fd: 3, isIpv6: false, isWildcard: false, hasSegments: true, listener: '' };

/** Queries from the ports 1001 and on. */
function queries(count: number): Datagram[] {
  return Array.from({ length: count }, (_, index) => ({
    message: buildQuery('www.example.org TXT', { id: index }),
    port: 1001 + index,
  }));
}

const FOREIGN = buildQuery('elsewhere.test A');

function setUp({ hasRoom = true } = {}) {
  const system = new FakeSystem();
  const tally = new Tally();
  const deferred: Uint8Array[] = [];
  const loop = new AnswerLoop(system.asSystem(), {
    handler: new QueryHandler(makeResponder(), tally, { allowsClient: () => true }),
    defer: ({ message }) => hasRoom && deferred.push(message) > 0,
  });
  const drops = () =>
    Object.fromEntries(
      tally.drops().flatMap((count, reason) => (count > 0 ? [[DROP_REASONS[reason], count]] : [])),
    );
  return { system, loop, drops, deferred, ports: () => system.sent.map(({ port }) => port) };
}

describe('sending', () => {
  test('goes on behind what the system took', () => {
    const { system, loop, ports, drops } = setUp();
    system.incoming.push(queries(10));
    system.results.push(3, 1, 'EINTR', 2);
    expect(loop.turn(SOCKET, true)).toBe(10);
    expect(ports()).toEqual([1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008, 1009, 1010]);
    expect(drops()).toEqual({});
  });

  test.each([
    'EAGAIN',
    'ENOBUFS',
    'EPERM',
    'ECONNREFUSED',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'EINVAL',
    'EMSGSIZE',
  ])('%s costs one client its answer, which is counted', code => {
    const { system, loop, ports, drops } = setUp();
    system.incoming.push(queries(5));
    system.results.push(2, code);
    loop.turn(SOCKET, true);
    expect(ports()).toEqual([1001, 1002, 1004, 1005]);
    expect(drops()).toEqual({ send_failed: 1 });
  });

  test('ends when no answer at all can be sent', () => {
    const { system, loop, drops } = setUp();
    system.incoming.push(queries(64));
    system.results.push(...Array<string>(64).fill('EPERM'));
    loop.turn(SOCKET, true);
    expect(drops()).toEqual({ send_failed: 64 });
  });
});

describe('groups', () => {
  const LONG = 'A';
  const SHORT = 'TXT';

  /** Queries whose answers are long or short, each with its own id. */
  function from(port: number, types: readonly string[], firstId = 0): Datagram[] {
    return types.map((type, index) => ({
      message: buildQuery(`www.example.org ${type}`, { id: firstId + index }),
      port,
    }));
  }

  const ids = ({ sent }: FakeSystem) => sent.map(({ message }) => message[1]);

  test('answers to one client go out together, in their order', () => {
    const { system, loop, ports } = setUp();
    system.incoming.push([...from(1001, [LONG, LONG, LONG]), ...from(1002, [LONG, LONG], 3)]);
    loop.turn(SOCKET, true);
    expect(system.groups).toEqual([3, 2]);
    expect(ports()).toEqual([1001, 1001, 1001, 1002, 1002]);
    expect(ids(system)).toEqual([0, 1, 2, 3, 4]);
  });

  test('a shorter answer is the last of its group, a longer one the first', () => {
    const { system, loop } = setUp();
    system.incoming.push(from(1001, [LONG, LONG, SHORT, SHORT, SHORT, LONG, LONG]));
    loop.turn(SOCKET, true);
    expect(system.groups).toEqual([3, 2, 2]);
    expect(ids(system)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  test('answers to others in between do not part them', () => {
    const { system, loop, ports } = setUp();
    const [first, second, third] = from(1001, [LONG, LONG, LONG]);
    const [fourth, fifth] = from(1002, [SHORT, SHORT], 3);
    system.incoming.push([first, fourth, second, fifth, third]);
    loop.turn(SOCKET, true);
    expect(system.groups).toEqual([3, 2]);
    expect(ports()).toEqual([1001, 1001, 1001, 1002, 1002]);
    expect(ids(system)).toEqual([0, 1, 2, 3, 4]);
  });

  test('however many clients, each gets its own answers in their order', () => {
    const { system, loop } = setUp();
    const batch = Array.from({ length: 64 }, (_, index) => {
      const type = index % 3 === 0 ? LONG : SHORT;
      return from(1001 + ((index * 7) % 20), [type], index)[0];
    });
    system.incoming.push(batch);
    loop.turn(SOCKET, true);
    for (let port = 1001; port <= 1020; port++) {
      const asked = batch.filter(query => query.port === port).map(({ message }) => message[1]);
      const answered = system.sent.filter(answer => answer.port === port).map(({ message }) => message[1]);
      expect(answered).toEqual(asked);
    }
    expect(system.sent).toHaveLength(64);
  });

  test('a system that cannot cut them gets each answer by itself', () => {
    const { system, loop } = setUp();
    system.incoming.push(from(1001, [LONG, LONG, LONG]));
    loop.turn({ ...SOCKET, hasSegments: false }, true);
    expect(system.groups).toEqual([1, 1, 1]);
  });

  test('one that is refused goes out answer by answer, and groups pause for a while', () => {
    const { system, loop, drops } = setUp();
    system.incoming.push([...from(1001, [LONG, LONG]), ...from(1002, [LONG, LONG], 2)]);
    system.results.push('EIO');
    loop.turn(SOCKET, true);
    expect(system.groups).toEqual([1, 1, 2]);
    expect(ids(system)).toEqual([0, 1, 2, 3]);
    let turns = 0;
    do {
      system.groups.length = 0;
      system.incoming.push(from(1001, [LONG, LONG]));
      loop.turn(SOCKET, true);
    } while (system.groups.length === 2 && turns++ < 5000);
    expect(system.groups).toEqual([2]);
    expect(turns).toBeGreaterThan(100);
    expect(drops()).toEqual({});
  });

  test('an answer of one that is refused costs only itself', () => {
    const { system, loop, drops } = setUp();
    system.incoming.push(from(1001, [LONG, LONG, LONG]));
    system.results.push('EPERM', 1, 'EPERM');
    loop.turn(SOCKET, true);
    expect(ids(system)).toEqual([0, 2]);
    expect(drops()).toEqual({ send_failed: 1 });
  });
});

describe('receiving', () => {
  test.each(['EAGAIN', 'EINTR', 'ECONNREFUSED', 'ENOMEM', 'ENETUNREACH'])('%s passes', code => {
    const { system, loop, ports } = setUp();
    system.incoming.push(code, queries(1));
    expect(loop.turn(SOCKET, true)).toBe(0);
    expect(loop.turn(SOCKET, true)).toBe(1);
    expect(ports()).toEqual([1001]);
  });

  test('an error that will not pass ends the thread', () => {
    const { system, loop } = setUp();
    system.incoming.push('EBADF');
    expect(() => loop.turn(SOCKET, true)).toThrow('recvmmsg: EBADF');
  });
});

test('what gets no answer leaves no gap: the others get their own', () => {
  const { system, loop, ports, drops, deferred } = setUp();
  const [first, second, third, fourth, fifth] = queries(5);
  system.incoming.push([
    { message: Uint8Array.of(1, 2, 3), port: 2001 },
    first,
    { ...second, port: 0 },
    { message: FOREIGN, port: 2002 },
    third,
    fourth,
    fifth,
  ]);
  loop.turn(SOCKET, true);
  expect(ports()).toEqual([1001, 1003, 1004, 1005]);
  expect(system.sent.map(({ message }) => message[1])).toEqual([0, 2, 3, 4]);
  expect(drops()).toEqual({ malformed: 1, spoofed_port: 1 });
  expect(deferred).toEqual([FOREIGN]);
});

test('a batch without any answer sends nothing', () => {
  const { system, loop, drops } = setUp();
  system.incoming.push([{ message: Uint8Array.of(0), port: 2001 }]);
  expect(loop.turn(SOCKET, true)).toBe(1);
  expect(system.sent).toEqual([]);
  expect(drops()).toEqual({ malformed: 1 });
});

test('queries to be forwarded for which the main thread has no room are counted', () => {
  const { system, loop, drops } = setUp({ hasRoom: false });
  system.incoming.push([{ message: FOREIGN, port: 2002 }]);
  loop.turn(SOCKET, true);
  expect(drops()).toEqual({ overloaded: 1 });
});
