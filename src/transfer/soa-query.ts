// Asks a primary over UDP which version of a zone it has.
import { createSocket } from 'node:dgram';
import { idOf } from '../dns/header.js';
import type { Name } from '../dns/name.js';
import { TYPE } from '../dns/types.js';
import { randomId } from '../forward/random-id.js';
import type { Clock } from '../time/clock.js';
import { startDeadline } from '../time/deadline.js';
import { type AskedServer, checkSignature, nowSeconds } from './asking.js';
import { serialIn } from './soa-answer.js';
import { REMEDY, TransferError } from './transfer-error.js';
import { transferQuery } from './transfer-query.js';

/** How long each try waits. */
const TRY_MS = 2_000;
/** Datagrams that answer nothing are passed over; after so many the try is given up. */
const MAX_STRANGE = 64;

/** One query and its answer, from a socket of its own on a random port. */
function exchange(
  query: Uint8Array,
  { address, port }: AskedServer,
  clock: Clock,
): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
    let strange = 0;
    let isOver = false;
    const end = (settle: () => void) => {
      if (isOver) return;
      isOver = true;
      cancel();
      socket.close();
      settle();
    };
    const cancel = startDeadline(clock, TRY_MS, () => end(() => resolve(undefined)));
    socket.on('error', error => end(() => reject(error)));
    socket.on('message', message => {
      const isOurs = message.length >= 2 && idOf(message) === idOf(query);
      if (isOurs || ++strange > MAX_STRANGE) end(() => resolve(isOurs ? message : undefined));
    });
    // Connected, so that datagrams of others do not come in. A callback of connect() would be called with its error, too.
    socket.on('connect', () => {
      if (!isOver) socket.send(query);
    });
    socket.connect(port, address);
  });
}

/** What is asked, and how long. */
export interface SerialQuery {
  readonly origin: Name;
  /** How often the query is sent until there is an answer. */
  readonly tries: number;
}

/** What a primary has answered. */
export interface SerialAnswer {
  /** That of its version; undefined when it has to be asked for over TCP. */
  readonly serial: number | undefined;
}

/**
 * Asks for the serial of the version that a primary has.
 * @returns undefined when nobody answers
 * @throws TransferError when it has none; Error of the system
 */
export async function askSerial(
  { origin, tries }: SerialQuery,
  server: AskedServer,
  clock: Clock,
): Promise<SerialAnswer | undefined> {
  for (let tried = 0; tried < tries; tried++) {
    const asked = { id: randomId(), origin, type: TYPE.SOA, serial: undefined };
    const { message, verifier } = transferQuery(asked, server.key, nowSeconds(clock));
    const answer = await exchange(message, server, clock);
    if (answer === undefined) continue;
    checkSignature(answer, verifier, nowSeconds(clock));
    try {
      return { serial: serialIn(answer, asked) };
    } catch (error) {
      if (error instanceof TransferError && error.remedy === REMEDY.STREAM) return { serial: undefined };
      throw error;
    }
  }
  return undefined;
}
