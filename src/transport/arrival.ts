// A connection that cannot be read yet: it has a place in the table and a time limit while it goes through its stages.
import type { Socket } from 'node:net';
import { DROP } from '../answer/exchange.js';
import type { Prefixes } from '../dns/client-prefix.js';
import { TimeLimit } from '../time/time-limit.js';
import type { Connection } from './connection-table.js';
import type { StreamHost } from './stream-host.js';
import type { Arrived, Session, Stage } from './stream-protocol.js';

/** All stages together may take so long: a handshake needs three ways there and back on the slowest lines. */
const LIMIT_MS = 5_000;
/** What node and the system hold of a handshake that is under way. */
const OCTETS = 65_536;

export class Arrival implements Connection, Session {
  readonly prefixes: Prefixes;
  readonly octets = OCTETS;
  readonly #host: StreamHost;
  readonly #socket: Socket;
  readonly #limit: TimeLimit;
  #isOver = false;

  constructor(host: StreamHost, { socket, client }: Arrived) {
    this.prefixes = client.prefixes;
    this.#host = host;
    this.#socket = socket;
    this.#limit = new TimeLimit(host.clock, LIMIT_MS, () => this.#giveUp());
    host.table.add(this);
    host.table.grow(OCTETS);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#leave());
  }

  /** Goes through the stages. @param done is called when the last of them is over, unless the connection has ended */
  pass([stage, ...others]: readonly Stage[], arrived: Arrived, done: (arrived: Arrived) => void): void {
    if (this.#isOver) return;
    if (stage !== undefined) {
      stage.begin(arrived, next => this.pass(others, next, done));
      return;
    }
    this.#leave();
    done(arrived);
  }

  cutOff(): void {
    this.#host.service.handler.tally.dropped(DROP.OVERLOADED);
    this.destroy();
  }

  #giveUp(): void {
    this.#host.service.handler.tally.dropped(DROP.LATE);
    this.destroy();
  }

  /** It has asked nothing yet. */
  drain(): void {
    this.destroy();
  }

  destroy(): void {
    this.#leave();
    this.#socket.destroy();
  }

  /** Gives the place up. */
  #leave(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#limit.end();
    this.#host.table.remove(this);
  }
}
