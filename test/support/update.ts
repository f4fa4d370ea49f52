// Dynamic updates for tests: messages from lines of text, and a client that signs and sends them.
import { CLASS } from '../../src/dns/constants.js';
import { lowerName, type Name, nameFromText } from '../../src/dns/name.js';
import type { TsigKey } from '../../src/dns/tsig/key.js';
import { TYPE, typeFromText } from '../../src/dns/types.js';
import type { UpdateRecord } from '../../src/transfer/update/update-message.js';
import { rdataFromValue } from '../../src/zone/yaml/value.js';
import { framed, TcpClient } from './ask.js';
import type { Message } from './message.js';
import { signedRequest } from './signed.js';

const OPCODE = 5;

/** What an update says: records as `NAME TTL CLASS TYPE [DATA]`, names without a final dot below the zone, `@` for it. */
export interface UpdateLines {
  readonly prerequisites?: readonly string[];
  readonly updates?: readonly string[];
}

export function updateName(text: string, origin: Name): Name {
  return text === '@' ? lowerName(origin) : lowerName(nameFromText(text, origin));
}

export function updateRecord(text: string, origin: Name): UpdateRecord {
  const [owner, ttl, recordClass, typeText, ...rest] = text.split(' ');
  const type = typeFromText(typeText)!;
  const rdata = rest.length === 0 ? new Uint8Array(0) : rdataFromValue(type, rest.join(' '), origin);
  const number = CLASS[recordClass as keyof typeof CLASS];
  return { owner: updateName(owner, origin), ttl: Number(ttl), class: number, type, rdata };
}

function recordOctets({ owner, type, class: number, ttl, rdata }: UpdateRecord): Buffer {
  const fixed = Buffer.alloc(10);
  fixed.writeUInt16BE(type, 0);
  fixed.writeUInt16BE(number, 2);
  fixed.writeUInt32BE(ttl, 4);
  fixed.writeUInt16BE(rdata.length, 8);
  return Buffer.concat([owner, fixed, rdata]);
}

/** The message of an update. @param zone with its final dot */
export function updateMessage(
  zone: string,
  { prerequisites = [], updates = [] }: UpdateLines,
  id = 0x1234,
): Uint8Array {
  const origin = nameFromText(zone);
  const header = Buffer.alloc(12);
  header.writeUInt16BE(id, 0);
  header[2] = OPCODE << 3;
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(prerequisites.length, 6);
  header.writeUInt16BE(updates.length, 8);
  const question = Buffer.alloc(4);
  question.writeUInt16BE(TYPE.SOA, 0);
  question.writeUInt16BE(CLASS.IN, 2);
  const records = [...prerequisites, ...updates].map(text => recordOctets(updateRecord(text, origin)));
  return Uint8Array.from(Buffer.concat([header, origin, question, ...records]));
}

/** A client that updates one zone over a TCP connection, one message after another. */
export class UpdateClient {
  readonly #client: TcpClient;
  readonly #key: TsigKey;
  readonly #zone: string;

  private constructor(client: TcpClient, key: TsigKey, zone: string) {
    this.#client = client;
    this.#key = key;
    this.#zone = zone;
  }

  /** @param zone with its final dot */
  static async open(port: number, key: TsigKey, zone: string): Promise<UpdateClient> {
    return new UpdateClient(await TcpClient.open(port), key, zone);
  }

  /** Sends an update, and waits for the answer. @returns the response code; undefined when the connection ended before */
  async send(lines: UpdateLines): Promise<number | undefined> {
    const message = updateMessage(this.#zone, lines);
    const { request } = signedRequest(this.#key, message, Math.floor(Date.now() / 1000));
    this.#client.send(framed(request));
    const answer: Message | undefined = await this.#client.next();
    return answer?.rcode;
  }

  close(): void {
    this.#client.socket.destroy();
  }
}
