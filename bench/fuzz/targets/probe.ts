// What backends say to probes: HTTP, Redis, PostgreSQL, MySQL, gRPC, DNS. It is read, or refused with the error of its reader.

import { addressesIn, dnsQuery } from '../../../src/probe/dns/message.js';
import { GrpcError, statusIn } from '../../../src/probe/grpc/message.js';
import { ResponseFault } from '../../../src/probe/http/fault.js';
import { ResponseReader } from '../../../src/probe/http/reader.js';
import { errorIn, greetingIn, PacketError, PacketReader } from '../../../src/probe/mysql/packet.js';
import { errorFields, MessageError, MessageReader, valuesOf } from '../../../src/probe/pgsql/message.js';
import { RespError, RespReader } from '../../../src/probe/redis/resp.js';
import { STRANGERS_MS, type Target } from '../target.js';

type Read = (pieces: readonly Buffer[]) => void;
const sink = { hasHeard: false, head: () => undefined, data: () => undefined, end: () => undefined };
const asked = dnsQuery('a.example', 1);

const READERS: readonly Read[] = [
  pieces => {
    const reader = new ResponseReader(sink, false);
    for (const piece of pieces) reader.push(piece);
    reader.close();
  },
  pieces => {
    const reader = new RespReader(() => undefined);
    for (const piece of pieces) reader.push(piece);
  },
  pieces => {
    const reader = new MessageReader(message => {
      errorFields(message);
      valuesOf(message);
    });
    for (const piece of pieces) reader.push(piece);
  },
  pieces => {
    const reader = new PacketReader(({ body }) => {
      errorIn(body);
      greetingIn(body);
    });
    for (const piece of pieces) reader.push(piece);
  },
  pieces => void statusIn(Buffer.concat(pieces)),
  pieces => void addressesIn(Buffer.concat(pieces), asked),
];
const REFUSALS = [ResponseFault, RespError, MessageError, PacketError, GrpcError];

export function probe(): Target {
  return {
    name: 'probe',
    mostMs: STRANGERS_MS,
    take(octets) {
      const half = octets.length >> 1;
      for (const read of READERS)
        for (const pieces of [[octets], [octets.subarray(0, half), octets.subarray(half)]])
          try {
            read(pieces);
          } catch (error) {
            if (!REFUSALS.some(kind => error instanceof kind)) throw error;
          }
    },
  };
}
