// What servers of PostgreSQL and MySQL say, octet for octet.

/** A message of PostgreSQL. */
export function message(type: string, body: string | Buffer = ''): Buffer {
  const octets = Buffer.from(body);
  const header = Buffer.alloc(5, type);
  header.writeUInt32BE(octets.length + 4, 1);
  return Buffer.concat([header, octets]);
}

/** A request for authentication, by its number. */
export function authentication(request: number, rest = ''): Buffer {
  return message('R', Buffer.concat([Buffer.from([0, 0, 0, request]), Buffer.from(rest)]));
}

/** A row of PostgreSQL. */
export function rowMessage(values: readonly (string | null)[]): Buffer {
  const count = Buffer.alloc(2);
  count.writeUInt16BE(values.length);
  const fields = values.map(value => {
    const length = Buffer.alloc(4);
    length.writeInt32BE(value === null ? -1 : Buffer.byteLength(value));
    return Buffer.concat([length, Buffer.from(value ?? '')]);
  });
  return message('D', Buffer.concat([count, ...fields]));
}

/** A packet of MySQL. */
export function packet(sequence: number, body: string | Buffer): Buffer {
  const octets = Buffer.from(body);
  const header = Buffer.alloc(4);
  header.writeUIntLE(octets.length, 0, 3);
  header[3] = sequence;
  return Buffer.concat([header, octets]);
}

export const SCRAMBLE = Buffer.from('abcdefghijklmnopqrst');

/** The first packet of a MySQL server. */
export function greeting(plugin = 'mysql_native_password', { low = 0xffff, high = 0xdfff } = {}): Buffer {
  const capabilities = (value: number) => [value & 0xff, value >> 8];
  return packet(
    0,
    Buffer.concat([
      Buffer.from('\x0a8.0.36\0\x01\0\0\0'),
      SCRAMBLE.subarray(0, 8),
      Buffer.from([0, ...capabilities(low), 33, 2, 0, ...capabilities(high), 21]),
      Buffer.alloc(10),
      SCRAMBLE.subarray(8),
      Buffer.from(`\0${plugin}\0`),
    ]),
  );
}

/** The body of a packet that says that all is well. */
export const OK = Buffer.from([0, 0, 0, 2, 0, 0, 0]);

/** The body of a packet with an error. */
export function error(code: number, text: string): Buffer {
  return Buffer.concat([Buffer.from([0xff, code & 0xff, code >> 8]), Buffer.from(text)]);
}

/** A reply of MySQL with rows, as the first to a command. */
export function reply(names: readonly string[], rows: readonly (readonly (string | null)[])[]): Buffer {
  const text = (value: string | null) =>
    value === null ? Buffer.from([0xfb]) : Buffer.concat([Buffer.from([value.length]), Buffer.from(value)]);
  const eof = Buffer.from([0xfe, 0, 0, 2, 0]);
  const columns = names.map(name =>
    Buffer.concat([...['def', '', '', '', name, name].map(text), Buffer.alloc(13)]),
  );
  const bodies = [
    Buffer.from([names.length]),
    ...columns,
    eof,
    ...rows.map(values => Buffer.concat(values.map(text))),
    eof,
  ];
  return Buffer.concat(bodies.map((body, at) => packet(at + 1, body)));
}
