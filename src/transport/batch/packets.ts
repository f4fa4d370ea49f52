// The memory of one batch: headers, addresses, queries and answers, laid out as recvmmsg(2) and sendmmsg(2) want them.
import {
  BATCH,
  CONTROL,
  CONTROLS,
  INPUT,
  INPUTS,
  NAME,
  NAMES,
  OUTPUT,
  OUTPUTS,
  RECEIVE,
  RECEIVE_IOV,
  SEND,
  SEND_IOV,
  SIZE,
} from './batch-layout.js';
import { Segments } from './segments.js';
import { IOVEC, MMSGHDR, PKTINFO, SOCKADDR, type System } from './system.js';

const WORD = 4;
/** Where the control data of a way back stands, behind the longest socket address, and its length behind the longest PKTINFO. */
const CONTROL_WORD = SOCKADDR.SIZE_IPV6 / WORD;
const CONTROL_LENGTH_WORD = CONTROL_WORD + PKTINFO.SIZE_IPV6 / WORD;
/** Words of a way back: the client's socket address, and the control data with which it is answered. */
export const ORIGIN_WORDS = CONTROL_LENGTH_WORD + 1;

/** Where the headers, the iovecs and the octets of a message stand in the memory, and how many octets there are. */
interface Layout {
  readonly headers: number;
  readonly iovs: number;
  readonly data: number;
  readonly length: number;
}

/** A client's socket address, and the control data with which it is answered. */
export interface WayBack {
  readonly name: Uint8Array;
  readonly control: Uint8Array;
}

/** Memory for sockets of one family; `hasPktinfo` when they are bound to all addresses. Pages are only taken when touched. */
export class Packets {
  /** Queries, addresses and answers, all in one place. */
  readonly bytes: Uint8Array;
  /** Address of the headers to receive with. */
  readonly receiveAt: bigint;
  /** Addresses of the headers to send from, by the first of them. */
  readonly sendAt: readonly bigint[];
  /** The answers, those of one client together. */
  readonly segments: Segments;
  /** The same memory as `bytes`. */
  readonly #view: DataView;
  readonly #words: Int32Array;
  readonly #controlLength: number;

  constructor(
    system: System,
    readonly isIpv6: boolean,
    readonly hasPktinfo: boolean,
  ) {
    const memory = new ArrayBuffer(SIZE);
    const at = system.addressOf(memory);
    this.bytes = new Uint8Array(memory);
    this.#view = new DataView(memory);
    this.#words = new Int32Array(memory, 0, OUTPUTS / WORD);
    this.receiveAt = at + BigInt(RECEIVE);
    this.sendAt = Array.from({ length: BATCH }, (_, index) => at + BigInt(SEND + index * MMSGHDR.SIZE));
    this.#controlLength = !hasPktinfo ? 0 : isIpv6 ? PKTINFO.SIZE_IPV6 : PKTINFO.SIZE_IPV4;
    for (let index = 0; index < BATCH; index++) {
      this.#lay(at, index, {
        headers: RECEIVE,
        iovs: RECEIVE_IOV,
        data: INPUTS + index * INPUT,
        length: INPUT,
      });
      this.#lay(at, index, { headers: SEND, iovs: SEND_IOV, data: OUTPUTS + index * OUTPUT, length: 0 });
    }
    this.segments = new Segments(system, memory, {
      isIpv6,
      nameLength: this.nameLength,
      controlLength: this.#controlLength,
    });
  }

  /** Makes a header and its iovec; addresses and control data of a query are those of its answer. */
  #lay(at: bigint, index: number, { headers, iovs, data, length }: Layout): void {
    const view = this.#view;
    const header = headers + index * MMSGHDR.SIZE;
    const iov = iovs + index * IOVEC.SIZE;
    view.setBigUint64(header + MMSGHDR.NAME, at + BigInt(NAMES + index * NAME), true);
    view.setUint32(header + MMSGHDR.NAME_LENGTH, this.nameLength, true);
    view.setBigUint64(header + MMSGHDR.IOV, at + BigInt(iov), true);
    view.setUint32(header + MMSGHDR.IOV_COUNT, 1, true);
    if (this.hasPktinfo) {
      view.setBigUint64(header + MMSGHDR.CONTROL, at + BigInt(CONTROLS + index * CONTROL), true);
      view.setUint32(header + MMSGHDR.CONTROL_LENGTH, this.#controlLength, true);
    }
    view.setBigUint64(iov + IOVEC.BASE, at + BigInt(data), true);
    view.setUint32(iov + IOVEC.LENGTH, length, true);
  }

  /** Octets of a client's socket address. */
  get nameLength(): number {
    return this.isIpv6 ? SOCKADDR.SIZE_IPV6 : SOCKADDR.SIZE_IPV4;
  }

  /** Where query `index` begins. */
  inputAt(index: number): number {
    return INPUTS + index * INPUT;
  }

  /** The length of query `index`. */
  inputLength(index: number): number {
    return this.#view.getUint32(RECEIVE + index * MMSGHDR.SIZE + MMSGHDR.LENGTH, true);
  }

  /** Where answer `index` begins. */
  outputAt(index: number): number {
    return OUTPUTS + index * OUTPUT;
  }

  setOutputLength(index: number, length: number): void {
    this.#view.setUint32(SEND_IOV + index * IOVEC.SIZE + IOVEC.LENGTH, length, true);
  }

  /** Where the octets of the IP address of client `index` begin. */
  clientAt(index: number): number {
    return NAMES + index * NAME + (this.isIpv6 ? SOCKADDR.IPV6 : SOCKADDR.IPV4);
  }

  portOf(index: number): number {
    return this.#view.getUint16(NAMES + index * NAME + SOCKADDR.PORT);
  }

  /** Makes the answer `to` go where query `from` came from; `to` is not behind `from`. */
  direct(from: number, to: number): void {
    if (this.hasPktinfo) this.#answerFromWhereAsked(from, to);
    if (from === to) return;
    const name = NAMES + from * NAME;
    this.bytes.copyWithin(NAMES + to * NAME, name, name + NAME);
  }

  /** What came as "to which address" goes back as "from which address". */
  #answerFromWhereAsked(from: number, to: number): void {
    const view = this.#view;
    const header = RECEIVE + from * MMSGHDR.SIZE;
    const length = view.getUint32(header + MMSGHDR.CONTROL_LENGTH, true);
    view.setUint32(SEND + to * MMSGHDR.SIZE + MMSGHDR.CONTROL_LENGTH, length, true);
    const control = CONTROLS + from * CONTROL;
    if (from !== to) this.bytes.copyWithin(CONTROLS + to * CONTROL, control, control + CONTROL);
    const at = CONTROLS + to * CONTROL;
    // The route back may lead over another interface; only a link-local address means nothing without its own (RFC 4007 §6).
    if (!this.isIpv6) view.setUint32(at + PKTINFO.INTERFACE_IPV4, 0, true);
    else if ((view.getUint16(at + PKTINFO.ASKED_IPV6) & 0xffc0) !== 0xfe80)
      view.setUint32(at + PKTINFO.INTERFACE_IPV6, 0, true);
  }

  /** Makes the places of the first `count` queries whole again: the system wrote how much of them it filled. */
  restore(count: number): void {
    if (!this.hasPktinfo) return;
    for (let index = 0; index < count; index++)
      this.#view.setUint32(
        RECEIVE + index * MMSGHDR.SIZE + MMSGHDR.CONTROL_LENGTH,
        this.#controlLength,
        true,
      );
  }

  /** Writes the way back to client `index` to `words[at]` and on: see {@link ORIGIN_WORDS}. */
  keepOrigin(index: number, words: Int32Array, at: number): void {
    this.direct(index, index);
    const name = (NAMES + index * NAME) / WORD;
    for (let word = 0; word < this.nameLength / WORD; word++) words[at + word] = this.#words[name + word];
    if (!this.hasPktinfo) return;
    const control = (CONTROLS + index * CONTROL) / WORD;
    for (let word = 0; word < this.#controlLength / WORD; word++)
      words[at + CONTROL_WORD + word] = this.#words[control + word];
    words[at + CONTROL_LENGTH_WORD] = this.#words[lengthWord(index)];
  }

  /** Has answer `index` go the way that {@link keepOrigin} kept. */
  setOrigin(index: number, words: Int32Array, at: number): void {
    const name = (NAMES + index * NAME) / WORD;
    for (let word = 0; word < this.nameLength / WORD; word++) this.#words[name + word] = words[at + word];
    if (!this.hasPktinfo) return;
    const control = (CONTROLS + index * CONTROL) / WORD;
    for (let word = 0; word < this.#controlLength / WORD; word++)
      this.#words[control + word] = words[at + CONTROL_WORD + word];
    this.#words[lengthWord(index)] = words[at + CONTROL_LENGTH_WORD];
  }

  /** A copy of the socket address of client `index`, and of the control data with which an answer to it is sent. */
  originOf(index: number): WayBack {
    this.direct(index, index);
    return this.wayOf(index);
  }

  /** A copy of the way that answer `index` goes. */
  wayOf(index: number): WayBack {
    const length = this.hasPktinfo
      ? this.#view.getUint32(SEND + index * MMSGHDR.SIZE + MMSGHDR.CONTROL_LENGTH, true)
      : 0;
    const [name, control] = [NAMES + index * NAME, CONTROLS + index * CONTROL];
    return {
      name: this.bytes.slice(name, name + this.nameLength),
      control: this.bytes.slice(control, control + length),
    };
  }
}

/** The word in which the length of the control data of an answer stands. */
function lengthWord(index: number): number {
  return (SEND + index * MMSGHDR.SIZE + MMSGHDR.CONTROL_LENGTH) / WORD;
}
