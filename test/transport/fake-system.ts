// A system without sockets: the datagrams that come, and what becomes of those that are sent, are the test's.
import { IOVEC, MMSGHDR, SEGMENT, SOCKADDR, type System } from '../../src/transport/batch/system.js';

export interface Datagram {
  readonly message: Uint8Array;
  readonly port: number;
}

/** What one call of sendmmsg does: so many messages go out, or it fails with this error. */
export type SendResult = number | string;

interface Place {
  readonly view: DataView;
  readonly at: number;
}

const REGION_BITS = 32n;

/** IPv4 only. Memory regions get made-up addresses. */
export class FakeSystem
  implements Pick<System, 'recvmmsg' | 'sendmmsg' | 'readClock' | 'errorCode' | 'addressOf'>
{
  /** Batches to come, each a list of datagrams or an error. */
  readonly incoming: (readonly Datagram[] | string)[] = [];
  /** Results of the next sends; when there are none, all goes out. */
  readonly results: SendResult[] = [];
  readonly sent: Datagram[] = [];
  /** Datagrams of each message that went out. */
  readonly groups: number[] = [];
  readonly #regions: DataView[] = [];
  #error = 'EAGAIN';

  /** It has what the answer loop needs of a system. */
  asSystem(): System {
    return this as unknown as System;
  }

  addressOf(memory: ArrayBuffer): bigint {
    return BigInt(this.#regions.push(new DataView(memory))) << REGION_BITS;
  }

  errorCode(): string {
    return this.#error;
  }

  readClock(): void {}

  recvmmsg(_fd: number, headers: bigint): number {
    const batch = this.incoming.shift() ?? 'EAGAIN';
    if (typeof batch === 'string') return this.#fail(batch);
    for (const [index, { message, port }] of batch.entries()) {
      const { view, at } = this.#at(headers, index * MMSGHDR.SIZE);
      const name = this.#at(view.getBigUint64(at + MMSGHDR.NAME, true));
      name.view.setUint16(name.at + SOCKADDR.PORT, port);
      const iov = this.#at(view.getBigUint64(at + MMSGHDR.IOV, true));
      const data = this.#at(iov.view.getBigUint64(iov.at + IOVEC.BASE, true));
      new Uint8Array(data.view.buffer).set(message, data.at);
      view.setUint32(at + MMSGHDR.LENGTH, message.length, true);
    }
    return batch.length;
  }

  sendmmsg(_fd: number, headers: bigint, count: number): number {
    const result = this.results.shift() ?? count;
    if (typeof result === 'string') return this.#fail(result);
    for (let index = 0; index < result; index++) {
      const before = this.sent.length;
      this.#send(this.#at(headers, index * MMSGHDR.SIZE));
      this.groups.push(this.sent.length - before);
    }
    return result;
  }

  /** Cuts a message as the kernel does: the pieces together, then datagrams of the size in the control data. */
  #send({ view, at }: Place): void {
    const name = this.#at(view.getBigUint64(at + MMSGHDR.NAME, true));
    const pieces: Uint8Array[] = [];
    for (let index = 0; index < view.getUint32(at + MMSGHDR.IOV_COUNT, true); index++) {
      const iov = this.#at(view.getBigUint64(at + MMSGHDR.IOV, true), index * IOVEC.SIZE);
      const data = this.#at(iov.view.getBigUint64(iov.at + IOVEC.BASE, true));
      const length = iov.view.getUint32(iov.at + IOVEC.LENGTH, true);
      pieces.push(new Uint8Array(data.view.buffer, data.at, length));
    }
    const message = Buffer.concat(pieces);
    const hasControl = view.getUint32(at + MMSGHDR.CONTROL_LENGTH, true) > 0;
    const control = hasControl ? this.#at(view.getBigUint64(at + MMSGHDR.CONTROL, true)) : undefined;
    const size = control?.view.getUint16(control.at + SEGMENT.SIZE_AT, true) ?? message.length;
    const port = name.view.getUint16(name.at + SOCKADDR.PORT);
    for (let from = 0; from < message.length; from += size)
      this.sent.push({ port, message: message.subarray(from, from + size) });
  }

  #fail(code: string): number {
    this.#error = code;
    return -1;
  }

  #at(address: bigint, offset = 0): Place {
    const view = this.#regions[Number(address >> REGION_BITS) - 1];
    return { view, at: Number(address & ((1n << REGION_BITS) - 1n)) + offset };
  }
}
