// Who is sent answers that others have asked for: queries from one or many addresses of a /24 at a rate, and what comes back.
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { encode } from 'dns-packet';

const TC = 0x02;
const TICK_MS = 10;
/** How long the last answers may take. */
const SETTLE_MS = 500;
const CLIENT_COOKIE = [1, 2, 3, 4, 5, 6, 7, 8];
/** Octets of a whole cookie, which stands at the end of an answer that has nothing else in OPT. */
const COOKIE = 24;

/** What came back. */
export interface Received {
  readonly octets: number;
  readonly full: number;
  readonly truncated: number;
}

/** A query for TXT with DO, as reflections are. */
function query(name: string, cookie: readonly number[] = []): Buffer {
  const options = cookie.length === 0 ? [] : [{ code: 10, data: Buffer.from(cookie) }];
  const opt = { type: 'OPT', name: '.', udpPayloadSize: 1232, flags: 0x8000, options };
  return encode({
    type: 'query',
    id: 1,
    flags: 0,
    questions: [{ name, type: 'TXT' }],
    additionals: [opt as never],
  });
}

/** A socket at an address of this machine, and what it has received. */
class Victim {
  octets = 0;
  full = 0;
  truncated = 0;
  /** The last answer. */
  last: Buffer = Buffer.alloc(0);
  readonly #socket: Socket = createSocket({ type: 'udp4', recvBufferSize: 4 << 20 });

  static async at(address: string): Promise<Victim> {
    const victim = new Victim();
    victim.#socket.on('message', answer => {
      victim.last = answer;
      victim.octets += answer.length;
      if ((answer[2] & TC) === 0) victim.full++;
      else victim.truncated++;
    });
    victim.#socket.bind(0, address);
    await once(victim.#socket, 'listening');
    return victim;
  }

  ask(message: Buffer, port: number): void {
    this.#socket.send(message, port, '127.0.0.1');
  }

  close(): void {
    this.#socket.close();
  }
}

/** How the queries come. */
export interface Flood {
  readonly name: string;
  readonly count: number;
  readonly seconds: number;
  /** Addresses that they come from, 1 to 254. */
  readonly addresses: number;
}

/** Asks in the name of a /24. @returns what that is sent */
export async function flood(port: number, { name, count, seconds, addresses }: Flood): Promise<Received> {
  const victims = await Promise.all(
    Array.from({ length: addresses }, (_, index) => Victim.at(`127.9.9.${index + 1}`)),
  );
  const message = query(name);
  const began = performance.now();
  for (let sent = 0; sent < count; await pause(TICK_MS)) {
    const due = Math.min(count, ((performance.now() - began) / 1_000 / seconds) * count);
    for (; sent < due; sent++) victims[sent % addresses].ask(message, port);
  }
  await pause(SETTLE_MS);
  for (const victim of victims) victim.close();
  const sum = (of: 'octets' | 'full' | 'truncated') =>
    victims.reduce((total, victim) => total + victim[of], 0);
  return { octets: sum('octets'), full: sum('full'), truncated: sum('truncated') };
}

/** Asks with a cookie, from the first of these addresses. @returns how many of so many queries are answered in full */
export async function askWithCookie(port: number, { name, seconds }: Flood, count: number): Promise<number> {
  const client = await Victim.at('127.9.9.1');
  client.ask(query(name, CLIENT_COOKIE), port);
  await pause(TICK_MS * 10);
  const cookie = [...client.last.subarray(-COOKIE)];
  const before = client.full;
  for (let sent = 0; sent < count; sent++) {
    client.ask(query(name, cookie), port);
    await pause((seconds * 1_000) / count);
  }
  await pause(SETTLE_MS);
  client.close();
  return client.full - before;
}
