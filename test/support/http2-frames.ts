// Frames of HTTP/2 (RFC 9113 §4) octet for octet, for clients that do what no library does.
import { once } from 'node:events';
import { connect, type TLSSocket } from 'node:tls';
import { closeAfterTest, closingOf } from './closings.js';

export const FRAME = {
  DATA: 0,
  HEADERS: 1,
  PRIORITY: 2,
  RESET: 3,
  SETTINGS: 4,
  PING: 6,
  GOAWAY: 7,
  WINDOW: 8,
  CONTINUATION: 9,
};
export const FLAG = { ACK: 1, END_STREAM: 1, END_HEADERS: 4 };

export function frame(
  type: number,
  flags: number,
  stream: number,
  payload: Uint8Array = Buffer.alloc(0),
): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** A number of HPACK (RFC 7541 §5.1) in a prefix of so many bits, below bits that are set. */
function integer(value: number, bits: number, above: number): number[] {
  const most = 2 ** bits - 1;
  if (value < most) return [above | value];
  const octets = [above | most];
  let rest = value - most;
  for (; rest >= 128; rest = Math.floor(rest / 128)) octets.push((rest % 128) | 128);
  return [...octets, rest];
}

const text = (value: string) => [...integer(value.length, 7, 0), ...Buffer.from(value, 'latin1')];

/** A field with a name of the static table, kept in no table (RFC 7541 §6.2.2). */
const known = (index: number, value: string) => [...integer(index, 4, 0), ...text(value)];

/** A field that both sides keep (RFC 7541 §6.2.1): it is number 62 from then on. */
export const keptField = (name: string, value: string) => [0x40, ...text(name), ...text(value)];
export const KEPT = 0x80 | 62;

/** The field block of a request: `:method`, `:scheme`, `:authority` and `:path`, then others. */
export function fields(path: string, others: readonly number[] = [], method: 'GET' | 'POST' = 'GET'): Buffer {
  const start = [method === 'GET' ? 0x82 : 0x83, 0x87, ...known(1, 'a'), ...known(4, path)];
  const type = method === 'POST' ? known(31, 'application/dns-message') : [];
  return Buffer.from([...start, ...type, ...others]);
}

export function settings(values: Readonly<Record<number, number>> = {}): Buffer {
  const payload = Object.entries(values).map(([key, value]) => {
    const setting = Buffer.alloc(6);
    setting.writeUInt16BE(Number(key));
    setting.writeUInt32BE(value, 2);
    return setting;
  });
  return frame(FRAME.SETTINGS, 0, 0, Buffer.concat(payload));
}

export function window(stream: number, octets: number): Buffer {
  const payload = Buffer.alloc(4);
  payload.writeUInt32BE(octets);
  return frame(FRAME.WINDOW, 0, stream, payload);
}

const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

/** A connection of HTTP/2 on which frames are written by hand; it is closed after the test. */
export async function openFrames(
  port: number,
  { localAddress, values }: { localAddress?: string; values?: Readonly<Record<number, number>> } = {},
): Promise<TLSSocket> {
  const socket = connect({
    ...{ port, host: '127.0.0.1', rejectUnauthorized: false, ALPNProtocols: ['h2'] },
    ...(localAddress === undefined ? {} : { localAddress }),
  });
  socket.on('error', () => socket.destroy());
  closeAfterTest(() => socket.destroy());
  // A server that is busy may turn away one of a crowd before its handshake is over.
  await Promise.race([once(socket, 'secureConnect'), closingOf(socket)]);
  socket.write(Buffer.concat([PREFACE, settings(values)]));
  return socket;
}
