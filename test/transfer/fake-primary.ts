// A primary for tests: it answers for one zone over UDP and TCP, well or badly.
import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { HEADER_LENGTH } from '../../src/dns/header.js';
import type { RecordParts } from '../../src/dns/record-text.js';
import { TSIG_ERROR } from '../../src/dns/tsig/error.js';
import type { TsigKey } from '../../src/dns/tsig/key.js';
import { TsigRecord, timeOctets } from '../../src/dns/tsig/record.js';
import { TsigSigner } from '../../src/dns/tsig/signer.js';
import { typeToText } from '../../src/dns/types.js';
import { framed } from '../support/ask.js';
import { APEX, message } from './primary-messages.js';

/** What it sends for a query over TCP; undefined for records that {@link FakePrimary.answers} has. */
type Misbehave = (socket: Socket, id: number) => void;

export class FakePrimary {
  /** Records of the answer to each type of query. */
  answers: Record<string, readonly RecordParts[]> = {};
  /** The response code to a type of query, instead. */
  rcodes: Record<string, number> = {};
  misbehave: Misbehave | undefined;
  key: TsigKey | undefined;
  /** With a key: by how much its clock is ahead, so that it refuses the signature of a query; 0 when both are right. */
  aheadSeconds = 0;
  /** Types of queries so far. */
  readonly asked: string[] = [];
  readonly #tcp: Server;
  readonly #udp: UdpSocket;
  readonly #sockets = new Set<Socket>();

  private constructor(tcp: Server, udp: UdpSocket) {
    this.#tcp = tcp;
    this.#udp = udp;
    udp.on('message', (query, peer) => {
      const answer = this.#answer(query);
      if (answer !== undefined) udp.send(answer, peer.port, peer.address);
    });
    tcp.on('connection', socket => {
      this.#sockets.add(socket);
      socket.on('error', () => {}).on('close', () => this.#sockets.delete(socket));
      socket.once('data', data => this.#serve(socket, data.subarray(2)));
    });
  }

  static async open(): Promise<FakePrimary> {
    for (;;) {
      const tcp = createServer().listen(0, '127.0.0.1');
      await once(tcp, 'listening');
      const { port } = tcp.address() as { port: number };
      const udp = createSocket('udp4');
      const isBound = await new Promise(resolve => {
        udp.once('error', () => resolve(false)).bind(port, '127.0.0.1', () => resolve(true));
      });
      if (isBound) return new FakePrimary(tcp, udp);
      tcp.close();
    }
  }

  get port(): number {
    return (this.#tcp.address() as { port: number }).port;
  }

  close(): void {
    this.#udp.close();
    this.#tcp.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #serve(socket: Socket, query: Buffer): void {
    const misbehave = this.misbehave;
    const answer = this.#answer(query);
    if (misbehave !== undefined) misbehave(socket, query.readUInt16BE(0));
    else if (answer !== undefined) socket.write(framed(answer));
  }

  #answer(query: Buffer): Buffer | undefined {
    const id = query.readUInt16BE(0);
    const qtype = query.readUInt16BE(HEADER_LENGTH + APEX.length);
    const name = typeToText(qtype);
    this.asked.push(name);
    const rcode = this.rcodes[name] ?? 0;
    const records = rcode === 0 ? this.answers[name] : [];
    if (records === undefined) return undefined;
    const answer = message(records, { id, qtype, flags: 0x8400 | rcode });
    return this.key === undefined ? answer : this.#signed(answer, query, this.key);
  }

  #signed(answer: Buffer, query: Buffer, key: TsigKey): Buffer {
    const record = new TsigRecord();
    record.find(query);
    const out = Buffer.concat([answer, Buffer.alloc(300)]);
    const seconds = Math.floor(Date.now() / 1000);
    const other = timeOctets(seconds + this.aheadSeconds);
    const refusal = this.aheadSeconds === 0 ? {} : { error: TSIG_ERROR.BADTIME, other };
    const length = new TsigSigner(key, record.mac).sign(out, answer.length, seconds, refusal);
    return out.subarray(0, length);
  }
}
