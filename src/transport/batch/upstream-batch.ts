// The memory of messages to and from upstreams: headers, addresses and octets, laid out as sendmmsg(2) and recvmmsg(2) want them.
import { IOVEC, MMSGHDR, type System } from './system.js';

/** A place for any datagram, and for a socket address. */
const INPUT = 65_536 + 192;
const NAME = 32;

interface Places {
  readonly count: number;
  /** Octets of a message. */
  readonly room: number;
  readonly hasNames: boolean;
}

/** Some messages, each with its header; a header stands for the message of the same number until {@link point} says otherwise. */
export class MessageBatch {
  readonly bytes: Uint8Array;
  /** Addresses of the headers. */
  readonly headerAt: readonly bigint[];
  readonly #view: DataView;
  readonly #iovAt: readonly bigint[];
  readonly #iovs: number;
  readonly #names: number;
  readonly #data: number;
  readonly #room: number;

  constructor(system: System, { count, room, hasNames }: Places) {
    this.#iovs = count * MMSGHDR.SIZE;
    this.#names = this.#iovs + count * IOVEC.SIZE;
    this.#data = this.#names + (hasNames ? count * NAME : 0);
    this.#room = room;
    // Pages are only taken when touched.
    const memory = new ArrayBuffer(this.#data + count * room);
    const at = system.addressOf(memory);
    this.bytes = new Uint8Array(memory);
    this.#view = new DataView(memory);
    const places = Array.from({ length: count }, (_, index) => index);
    this.headerAt = places.map(index => at + BigInt(index * MMSGHDR.SIZE));
    this.#iovAt = places.map(index => at + BigInt(this.#iovs + index * IOVEC.SIZE));
    for (const index of places) {
      const header = index * MMSGHDR.SIZE;
      const iov = this.#iovs + index * IOVEC.SIZE;
      if (hasNames) this.#view.setBigUint64(header + MMSGHDR.NAME, at + BigInt(this.nameOf(index)), true);
      this.#view.setUint32(header + MMSGHDR.IOV_COUNT, 1, true);
      this.point(index, index);
      this.#view.setBigUint64(iov + IOVEC.BASE, at + BigInt(this.startOf(index)), true);
      this.#view.setUint32(iov + IOVEC.LENGTH, room, true);
    }
  }

  /** Where message `index` begins, and the address it came from. */
  startOf(index: number): number {
    return this.#data + index * this.#room;
  }

  nameOf(index: number): number {
    return this.#names + index * NAME;
  }

  /** Has a header stand for a message. */
  point(header: number, message: number): void {
    this.#view.setBigUint64(header * MMSGHDR.SIZE + MMSGHDR.IOV, this.#iovAt[message], true);
  }

  setLength(message: number, length: number): void {
    this.#view.setUint32(this.#iovs + message * IOVEC.SIZE + IOVEC.LENGTH, length, true);
  }

  /** The length of what was received behind a header. */
  receivedLength(header: number): number {
    return this.#view.getUint32(header * MMSGHDR.SIZE + MMSGHDR.LENGTH, true);
  }

  /** Makes room for addresses again: the system wrote how long they are. */
  restoreNames(count: number): void {
    for (let index = 0; index < count; index++)
      this.#view.setUint32(index * MMSGHDR.SIZE + MMSGHDR.NAME_LENGTH, NAME, true);
  }
}

/** Memory to receive with. */
export function incomingBatch(system: System, count: number): MessageBatch {
  const batch = new MessageBatch(system, { count, room: INPUT, hasNames: true });
  batch.restoreNames(count);
  return batch;
}

/** Memory to send from connected sockets. */
export function outgoingBatch(system: System, count: number, room: number): MessageBatch {
  return new MessageBatch(system, { count, room, hasNames: false });
}
