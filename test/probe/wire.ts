// What servers of PostgreSQL and MySQL say, octet for octet.

/** A message of PostgreSQL. */
export function message(type: string, body: string | Buffer = ''): Buffer {
  const octets = Buffer.from(body);
  const header = Buffer.alloc(5, type);
  header.writeUInt32BE(octets.length + 4, 1);
  return Buffer.concat([header, octets]);
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
