// Who is cut off when there are too many connections, or when they take too much memory.
import { describe, expect, test } from 'vitest';
import { type Connection, ConnectionTable } from '../../src/transport/connection-table.js';

const LIMITS = { maxConnections: 4, maxPerClient: 3, maxOctets: 1000 };

/** A table and the names of the connections that were cut off. */
function openTable(limits = LIMITS) {
  const table = new ConnectionTable(limits);
  const gone: string[] = [];
  const open = (client: string, name: string) => {
    const connection = {
      client,
      octets: 0,
      usedAt: table.use(),
      cutOff() {
        gone.push(name);
        table.remove(this);
      },
    };
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
  test('a client may have so many, and one more when one of them is closed', () => {
    const { table, open, gone } = openTable();
    const first = open('a', 'a1');
    open('a', 'a2');
    open('a', 'a3');
    expect(table.admits('a')).toBe(false);
    table.remove(first);
    expect(table.admits('a')).toBe(true);
    expect(gone).toEqual([]);
  });

  test('when all places are taken, the client that holds most gives the one that it used least lately', () => {
    const { table, open, gone } = openTable();
    open('b', 'b1');
    const busy = open('a', 'a1');
    open('a', 'a2');
    open('a', 'a3');
    busy.usedAt = table.use();
    expect(table.admits('c')).toBe(true);
    expect(gone).toEqual(['a2']);
  });

  test('of clients that hold equally many, the one that was idle longest', () => {
    const { table, open, gone } = openTable();
    const first = open('a', 'a1');
    open('b', 'b1');
    open('c', 'c1');
    open('d', 'd1');
    first.usedAt = table.use();
    expect(table.admits('e')).toBe(true);
    expect(gone).toEqual(['b1']);
  });

  test('a lower limit holds for the next one', () => {
    const { table, open, gone } = openTable();
    for (const name of ['a1', 'a2', 'a3']) open('a', name);
    table.limits = { ...LIMITS, maxConnections: 2 };
    expect(table.admits('b')).toBe(true);
    expect(gone).toEqual(['a1', 'a2']);
  });
});

describe('memory', () => {
  test('when there is too much, those that take most go, until there is not', () => {
    const { open, take, gone } = openTable();
    const [small, large, larger] = [open('a', 'small'), open('b', 'large'), open('c', 'larger')];
    take(small, 100);
    take(large, 400);
    take(larger, 500);
    expect(gone).toEqual([]);
    take(small, 101);
    expect(gone).toEqual(['larger']);
    take(small, 700);
    expect(gone).toEqual(['larger', 'small']);
  });

  test('what a closed connection took is free again', () => {
    const { table, open, take, gone } = openTable();
    const first = open('a', 'first');
    take(first, 900);
    table.remove(first);
    table.remove(first);
    take(open('b', 'second'), 1000);
    expect(gone).toEqual([]);
  });
});
