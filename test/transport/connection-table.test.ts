// Who is cut off when there are too many connections, or when they take too much memory.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { prefixesOf } from '../../src/dns/client-prefix.js';
import { type Connection, ConnectionTable } from '../../src/transport/connection-table.js';

const LIMITS = { maxConnections: 4, maxPerClient: 3, maxOctets: 1000 };
/** Of four networks. */
const [A, B, C, D, E] = ['192.0.2.1', '198.51.100.1', '203.0.113.1', '2001:db8:1::1', '10.0.0.1'];

/** A table and the names of the connections that were cut off. */
function openTable(limits = LIMITS) {
  const table = new ConnectionTable(limits);
  const gone: string[] = [];
  const open = (client: string, name: string) => {
    const prefixes = prefixesOf(client);
    const connection = {
      prefixes,
      octets: 0,
      cutOff() {
        gone.push(name);
        table.remove(this);
      },
    };
    table.makeRoomFor(prefixes);
    table.add(connection);
    return connection;
  };
  const take = (connection: Connection & { octets: number }, octets: number) => {
    const more = octets - connection.octets;
    connection.octets = octets;
    table.grow(more);
  };
  return { table, gone, open, take };
}

describe('connections', () => {
  test('a client may have so many; with the next one it loses the one that it used least lately', () => {
    const { table, open, gone } = openTable();
    const first = open(A, 'a1');
    const second = open(A, 'a2');
    open(A, 'a3');
    table.use(first);
    open(A, 'a4');
    expect(gone).toEqual(['a2']);
    table.remove(first);
    open(A, 'a5');
    expect(gone).toEqual(['a2']);
    // What is gone already is used by nobody.
    table.use(second);
    table.remove(second);
    open(A, 'a6');
    expect(gone).toEqual(['a2', 'a3']);
  });

  test('all addresses of a /64 are one client', () => {
    const { open, gone } = openTable();
    for (const host of ['1', '2', 'ffff:1', 'abcd:1:2:3'])
      open(`2001:db8:0:5:${'0:'.repeat(4 - host.split(':').length)}${host}`, host);
    open('2001:db8:0:6::1', 'next');
    expect(gone).toEqual(['1']);
  });

  test('when all places are taken, the network that holds most gives one, of the client that holds most of them', () => {
    const { open, gone } = openTable({ ...LIMITS, maxConnections: 6 });
    open(B, 'b1');
    open(B, 'b2');
    open('192.0.2.1', 'one');
    open('192.0.2.2', 'two');
    open('192.0.2.3', 'three1');
    open('192.0.2.3', 'three2');
    open(C, 'c1');
    open(D, 'd1');
    expect(gone).toEqual(['three1', 'one']);
  });

  test('a /48 is one network', () => {
    const { open, gone } = openTable();
    open(A, 'a1');
    for (const site of ['1:1', '1:2', '1:3', '2:1']) open(`2001:db8:${site}::1`, site);
    expect(gone).toEqual(['1:1']);
  });

  test('of those that hold equally many, the one that was idle longest', () => {
    const { table, open, gone } = openTable();
    const first = open(A, 'a1');
    open(B, 'b1');
    open(C, 'c1');
    open(D, 'd1');
    table.use(first);
    open(E, 'e1');
    expect(gone).toEqual(['b1']);
  });

  test('a lower limit holds for the next one', () => {
    const { table, open, gone } = openTable();
    for (const name of ['a1', 'a2', 'a3']) open(A, name);
    table.limits = { ...LIMITS, maxConnections: 2 };
    open(B, 'b1');
    expect(gone).toEqual(['a1', 'a2']);
  });

  test('whatever comes and goes, nobody has too many, and whoever gives one has most', () => {
    const clients = Array.from({ length: 12 }, (_, index) => `192.0.${index % 3}.${index}`);
    const step = fc.record({ client: fc.constantFrom(...clients), closes: fc.nat(3), uses: fc.nat(40) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), steps => {
        const count = new Int32Array(1);
        const table = new ConnectionTable({ ...LIMITS, maxConnections: 20 }, count);
        const open: Connection[] = [];
        const networkOf = ({ prefixes }: Connection) => prefixes.network;
        const held = (network: string) => open.filter(each => networkOf(each) === network).length;
        const cut: [connection: Connection, own: number, most: number][] = [];
        const forget = (connection: Connection) => {
          table.remove(connection);
          open.splice(open.indexOf(connection), 1);
        };
        const come = (client: string) => {
          const connection: Connection = {
            prefixes: prefixesOf(client),
            octets: 0,
            cutOff() {
              cut.push([this, held(networkOf(this)), Math.max(...open.map(networkOf).map(held))]);
              forget(this);
            },
          };
          const before = open.length;
          const own = open.filter(each => each.prefixes.client === client).length;
          table.makeRoomFor(connection.prefixes);
          for (const [each, held, most] of cut.splice(0))
            if (own === 3) expect(each.prefixes.client).toBe(client);
            else expect([before, held]).toEqual([20, most]);
          open.push(connection);
          table.add(connection);
        };
        for (const { client, closes, uses } of steps) {
          come(client);
          if (uses < open.length) table.use(open[uses]);
          for (let closed = 0; closed < closes && closed < open.length; closed += 2) forget(open[closed]);
          expect(count[0]).toBe(open.length);
          expect(open.length).toBeLessThanOrEqual(20);
        }
        while (table.makeRoom());
        expect([open.length, count[0]]).toEqual([0, 0]);
      }),
    );
  });
});

describe('memory', () => {
  test('when there is too much, those that take most go, until there is not', () => {
    const { open, take, gone } = openTable();
    const [small, large, larger] = [open(A, 'small'), open(B, 'large'), open(C, 'larger')];
    take(small, 100);
    take(large, 400);
    take(larger, 500);
    expect(gone).toEqual([]);
    take(small, 101);
    expect(gone).toEqual(['larger']);
    take(small, 700);
    expect(gone).toEqual(['larger', 'small']);
  });

  test('many who take a little each go before one who takes more than each of them', () => {
    const { open, take, gone } = openTable({ ...LIMITS, maxConnections: 10 });
    take(open(B, 'alone'), 300);
    for (const host of [1, 2, 3, 4]) take(open(`192.0.2.${host}`, String(host)), 200);
    expect(gone).toEqual(['1']);
  });

  test('what a closed connection took is free again', () => {
    const { table, open, take, gone } = openTable();
    const first = open(A, 'first');
    take(first, 900);
    table.remove(first);
    table.remove(first);
    take(open(B, 'second'), 1000);
    expect(gone).toEqual([]);
  });
});
