// The way back for queries that left their thread: the main thread sends their answers through the sockets they came to.
import { MAX_MESSAGE } from '../../dns/constants.js';
import type { DeferredQuery } from './answer-loop.js';
import { IOVEC, MMSGHDR, MSG, type System } from './system.js';

const NAME_AT = MMSGHDR.SIZE + IOVEC.SIZE;
const CONTROL_AT = NAME_AT + 32;
const DATA_AT = CONTROL_AT + 64;

/** Sends one answer at a time. */
export class ReturnPath {
  readonly #system: System;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #at: bigint;

  constructor(system: System) {
    const memory = new ArrayBuffer(DATA_AT + MAX_MESSAGE);
    this.#system = system;
    this.#bytes = new Uint8Array(memory);
    this.#view = new DataView(memory);
    this.#at = system.addressOf(memory);
    this.#pointTo(MMSGHDR.NAME, NAME_AT);
    this.#pointTo(MMSGHDR.IOV, MMSGHDR.SIZE);
    this.#view.setUint32(MMSGHDR.IOV_COUNT, 1, true);
    this.#pointTo(MMSGHDR.SIZE + IOVEC.BASE, DATA_AT);
  }

  /** Sends an answer without waiting. @returns whether the system took it */
  send(answer: Uint8Array, { fd, name, control }: DeferredQuery): boolean {
    const view = this.#view;
    this.#bytes.set(name, NAME_AT);
    view.setUint32(MMSGHDR.NAME_LENGTH, name.length, true);
    this.#bytes.set(control, CONTROL_AT);
    if (control.length > 0) this.#pointTo(MMSGHDR.CONTROL, CONTROL_AT);
    else view.setBigUint64(MMSGHDR.CONTROL, 0n, true);
    view.setUint32(MMSGHDR.CONTROL_LENGTH, control.length, true);
    this.#bytes.set(answer, DATA_AT);
    view.setUint32(MMSGHDR.SIZE + IOVEC.LENGTH, answer.length, true);
    return this.#system.sendmmsg(fd, this.#at, 1, MSG.DONTWAIT) === 1;
  }

  #pointTo(place: number, target: number): void {
    this.#view.setBigUint64(place, this.#at + BigInt(target), true);
  }
}
