// An upstream that answers over UDP and TCP as a test tells it, and wire messages made by dns-packet.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import packet, { type OptAnswer } from 'dns-packet';
import type { Upstream } from '../../src/forward/upstream.js';

/** One query as the upstream got it. */
export interface Received {
  readonly query: Buffer;
  readonly via: 'udp' | 'tcp';
  readonly fromPort: number;
  /** Sends a message back to where the query came from; any number of times. */
  readonly send: (message: Uint8Array) => void;
  /** Closes the TCP connection. */
  readonly hangUp: () => void;
}

export interface Stub extends Upstream {
  readonly received: Received[];
  close(): Promise<void>;
}

interface Listener {
  readonly port: number;
  close(): Promise<void>;
}

async function listenUdp(take: (received: Received) => void): Promise<Listener> {
  const udp = createSocket('udp4');
  udp.on('message', (query, { port, address }) =>
    take({
      query,
      via: 'udp',
      fromPort: port,
      send: message => udp.send(message, port, address),
      hangUp: () => {},
    }),
  );
  udp.bind(0, '127.0.0.1');
  await once(udp, 'listening');
  const close = async () => {
    udp.close();
    await once(udp, 'close');
  };
  return { port: udp.address().port, close };
}

function serveStream(socket: Socket, take: (received: Received) => void): void {
  const send = (message: Uint8Array) => {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(message.length);
    socket.write(Buffer.concat([length, message]));
  };
  let rest = Buffer.alloc(0);
  socket.on('data', chunk => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= 2 && rest.length >= 2 + rest.readUInt16BE(0)) {
      const query = rest.subarray(2, 2 + rest.readUInt16BE(0));
      rest = rest.subarray(2 + query.length);
      take({ query, via: 'tcp', fromPort: socket.remotePort ?? 0, send, hangUp: () => socket.end() });
    }
  });
}

/** Rejects when the port is taken by somebody else's TCP listener. */
async function listenTcp(port: number, take: (received: Received) => void): Promise<Listener> {
  const sockets = new Set<Socket>();
  const server = createServer(socket => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => {});
    serveStream(socket, take);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  };
  return { port, close };
}

/** Starts a stub on a free port of 127.0.0.1, UDP and TCP alike. */
export async function startStub(
  respond: (received: Received) => void,
  { tcp = true }: { tcp?: boolean } = {},
): Promise<Stub> {
  const received: Received[] = [];
  const take = (entry: Received) => {
    received.push(entry);
    respond(entry);
  };
  for (let attempt = 0; ; attempt++) {
    const listeners = [await listenUdp(take)];
    const close = async () => {
      await Promise.all(listeners.map(listener => listener.close()));
    };
    const { port } = listeners[0];
    try {
      if (tcp) listeners.push(await listenTcp(port, take));
      return { address: '127.0.0.1', port, received, close };
    } catch (error) {
      await close();
      if (attempt === 10) throw error;
    }
  }
}

/** An upstream on a port where nothing listens. */
export async function deadUpstream(): Promise<Upstream> {
  const stub = await startStub(() => {});
  await stub.close();
  return { address: '127.0.0.1', port: stub.port };
}

/** A query for the name, with the offset just past its question. */
export function makeQuery(
  name: string,
  { id = 0x1234, edns = true, dnssecOk = false }: { id?: number; edns?: boolean; dnssecOk?: boolean } = {},
): { query: Buffer; questionEnd: number } {
  const opt: OptAnswer = {
    type: 'OPT',
    name: '.',
    udpPayloadSize: 1232,
    extendedRcode: 0,
    ednsVersion: 0,
    flags: dnssecOk ? packet.DNSSEC_OK : 0,
    flag_do: dnssecOk,
    options: [],
  };
  const query = packet.encode({
    type: 'query',
    id,
    flags: packet.RECURSION_DESIRED,
    questions: [{ name, type: 'A' }],
    additionals: edns ? [opt] : [],
  });
  return { query, questionEnd: 12 + name.length + 2 + 4 };
}

/** An answer to the query with one A record; `rcode` and `truncated` go into its header. */
export function answerTo(
  query: Buffer,
  { address = '192.0.2.7', rcode = 0, truncated = false, records = 1 } = {},
): Buffer {
  const { id, questions = [] } = packet.decode(query);
  const name = questions[0]?.name ?? '';
  const answer = packet.encode({
    type: 'response',
    id,
    flags: packet.RECURSION_DESIRED | packet.RECURSION_AVAILABLE | rcode,
    questions,
    answers: Array.from({ length: records }, () => ({ name, type: 'A' as const, ttl: 60, data: address })),
  });
  if (truncated) answer[2] |= 0x02;
  return answer;
}

/** The header's rcode and TC bit, the id, the addresses, and the Extended DNS Error, read by dns-packet. */
export function readAnswer(message: Uint8Array) {
  const decoded = packet.decode(Buffer.from(message));
  const opt = decoded.additionals?.find(record => record.type === 'OPT');
  const ede = opt?.type === 'OPT' ? opt.options.find(option => Number(option.code) === 15) : undefined;
  const data = ede !== undefined && 'data' in ede ? (ede.data as Buffer) : undefined;
  return {
    id: decoded.id,
    rcode: message[3] & 0x0f,
    truncated: decoded.flag_tc,
    recursionAvailable: decoded.flag_ra,
    authoritative: decoded.flag_aa,
    question: decoded.questions?.[0]?.name,
    addresses: decoded.answers?.map(record => ('data' in record ? record.data : undefined)),
    hasOpt: opt !== undefined,
    dnssecOk: opt?.type === 'OPT' ? opt.flag_do : undefined,
    edeCode: data?.readUInt16BE(0),
    edeText: data?.subarray(2).toString(),
  };
}
