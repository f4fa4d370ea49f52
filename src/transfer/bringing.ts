// How a version of a zone of other servers is brought from a primary: whether it is wanted, and over which copy.
import type { SecondaryZone } from '../config/secondary-zones.js';
import { isLater } from '../dns/serial.js';
import type { AskedServer } from './asking.js';
import type { KeptCopy } from './kept-copy.js';
import { type Received, receiveZone } from './receive-zone.js';
import type { Refresh } from './refresh.js';
import type { SecondaryHost } from './secondary-host.js';
import { TransferError } from './transfer-error.js';

/** What is known of the copy. */
interface Held {
  readonly copy: KeptCopy;
  readonly refresh: Pick<Refresh, 'serial' | 'isExpired'>;
}

export class Bringing {
  readonly #zone: SecondaryZone;
  readonly #host: SecondaryHost;
  readonly #held: Held;
  /** Ends the transfer under way: of very many zones few have one. */
  #abort: AbortController | undefined;
  #isClosed = false;
  /** Whether an operator wants whatever the primary has. */
  #isOrdered = false;
  /** Versions that came. */
  transfers = 0;

  constructor(zone: SecondaryZone, host: SecondaryHost, held: Held) {
    this.#zone = zone;
    this.#host = host;
    this.#held = held;
  }

  /** Has the zone come as a whole with the next transfer, in place of the copy, whatever the serials. */
  order(): void {
    this.#isOrdered = true;
  }

  /** Ends the transfer under way, and any other. */
  close(): void {
    this.#isClosed = true;
    this.#abort?.abort();
  }

  /**
   * @returns the SOA of a version that has come; undefined when the copy is the latest one
   * @throws TransferError when the primary has nothing of use; Error of the system
   */
  async bring(primary: number): Promise<Received['soa'] | undefined> {
    const { clock } = this.#host;
    const server = this.#host.server(this.#zone, primary);
    const there = await this.#host.askSerial(this.#zone.origin, server);
    if (there !== undefined && !this.#isOrdered && (await this.#isLatest(there))) return undefined;
    let beganMs = 0;
    const received = await this.#host.inTurn(server, isPlaceWanted => {
      beganMs = clock.now();
      return this.#receive(server, isPlaceWanted);
    });
    if (received.form === undefined) return this.#refuseEarlier(received.soa.serial);
    this.transfers++;
    this.#host.transferred(this.#zone, server, received, clock.now() - beganMs);
    this.#host.changed(this.#zone, received.difference);
    return received.soa;
  }

  /** Transfers what is later than the copy; without one that counts, or when it was ordered, whatever comes. */
  async #receive(server: AskedServer, isPlaceWanted: () => boolean): Promise<Received> {
    const { clock, waits } = this.#host;
    const { origin, file, maxOctets } = this.#zone;
    const isOrdered = this.#isOrdered;
    this.#isOrdered = false;
    this.#abort = new AbortController();
    if (this.#isClosed) this.#abort.abort();
    const transfer = { clock, signal: this.#abort.signal, isPlaceWanted, ...(waits && { waits }) };
    try {
      const serial = isOrdered ? undefined : await this.#heldSerial();
      return await receiveZone({ origin, file, serial, maxOctets }, server, transfer);
    } catch (error) {
      this.#isOrdered ||= isOrdered;
      throw error;
    } finally {
      this.#abort = undefined;
    }
  }

  /** The serial of the copy, of which nothing earlier is taken; undefined when it is lost or too old. */
  async #heldSerial(): Promise<number | undefined> {
    const { copy, refresh } = this.#held;
    const isWhole = await copy.isWhole;
    return isWhole && !refresh.isExpired ? refresh.serial : undefined;
  }

  /** Whether a primary has nothing but what is here. @throws TransferError when it has less than that */
  async #isLatest(there: number): Promise<boolean> {
    const { copy, refresh } = this.#held;
    if (there === refresh.serial) return copy.isAside || (await copy.isWhole);
    const held = await this.#heldSerial();
    if (held !== undefined && !isLater(there, held)) this.#refuseEarlier(there);
    return false;
  }

  /** The primary has nothing later. @throws TransferError when what it has is earlier */
  #refuseEarlier(there: number): undefined {
    const { serial: own } = this.#held.refresh;
    if (there === own) return;
    const order = `\`rondo zone retransfer ${this.#zone.label}\` takes it`;
    throw new TransferError(`has serial ${there}, which is before ${own} that is here; ${order}`);
  }
}
