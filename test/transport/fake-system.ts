// A system without sockets: the datagrams that come, and what becomes of those that are sent, are the test's.
import { IOVEC, MMSGHDR, SOCKADDR, type System } from '../../src/transport/batch/system.js';

export interface Datagram {
  readonly message: Uint8Array;
  readonly port: number;
}

/** What one call of sendmmsg does: so many datagrams go out, or it fails with this error. */
export type SendResult = number | string;

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
      const { view, at } = this.#at(headers, index * MMSGHDR.SIZE);
      const name = this.#at(view.getBigUint64(at + MMSGHDR.NAME, true));
      const iov = this.#at(view.getBigUint64(at + MMSGHDR.IOV, true));
      const data = this.#at(iov.view.getBigUint64(iov.at + IOVEC.BASE, true));
      const length = iov.view.getUint32(iov.at + IOVEC.LENGTH, true);
      this.sent.push({
        port: name.view.getUint16(name.at + SOCKADDR.PORT),
        message: new Uint8Array(data.view.buffer).slice(data.at, data.at + length),
      });
    }
    return result;
  }

  #fail(code: string): number {
    this.#error = code;
    return -1;
  }

  #at(address: bigint, offset = 0): { readonly view: DataView; readonly at: number } {
    const view = this.#regions[Number(address >> REGION_BITS) - 1];
    return { view, at: Number(address & ((1n << REGION_BITS) - 1n)) + offset };
  }
}
