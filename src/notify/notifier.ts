// All receivers of notifications: who is told of an event, and what follows from a new configuration.
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../time/clock.js';
import { wants } from './choice.js';
import type { Try } from './delivery.js';
import { HostLookup } from './host-lookup.js';
import type { Message } from './message.js';
import type { Notice } from './notice.js';
import type { ReceiverSpec } from './receiver.js';
import { Sender, type SenderParts, type SenderState } from './sender.js';

/** Hands a message over once. What does it is loaded when it is needed. */
export function handOver(spec: ReceiverSpec, message: Message, hosts: HostLookup): Try {
  let inner: Try | undefined;
  let isEnded = false;
  const start = async (): Promise<Try> => {
    const { webhook, exec, timeoutMs } = spec;
    if (webhook !== undefined)
      return (await import('./webhook.js')).postMessage(webhook, message, timeoutMs, hosts);
    return (await import('./program.js')).callProgram(exec ?? { command: [''] }, message, timeoutMs);
  };
  const delivery = start().then(
    started => {
      inner = started;
      if (isEnded) started.end();
      return started.delivery;
    },
    (error: Error) => ({ isSent: false, text: error.message, mayHelp: true }),
  );
  return {
    delivery,
    end: () => {
      isEnded = true;
      inner?.end();
    },
  };
}

/** What a notifier tells of itself. */
export type NotifierListeners = Pick<SenderParts, 'onTurn' | 'onLost'>;

export class Notifier {
  readonly #parts: SenderParts;
  #senders: readonly Sender[] = [];

  constructor(clock: Clock, listeners: NotifierListeners, parts: Partial<SenderParts> = {}) {
    const hosts = new HostLookup();
    this.#parts = {
      clock,
      random: Math.random,
      host: hostname(),
      newId: randomUUID,
      attempt: (spec, message) => handOver(spec, message, hosts),
      ...listeners,
      ...parts,
    };
  }

  /** Has these receivers from now on. Those that stay as they were keep what they have gathered. */
  follow(specs: readonly ReceiverSpec[]): void {
    const former = new Map(this.#senders.map(sender => [sender.spec.name, sender]));
    this.#senders = specs.map(spec => {
      const known = former.get(spec.name);
      if (known !== undefined && isDeepStrictEqual(known.spec, spec)) {
        former.delete(spec.name);
        return known;
      }
      return new Sender(spec, this.#parts, known?.counts);
    });
    for (const sender of former.values()) void sender.close(sender.spec.timeoutMs);
  }

  /** Tells all who want to hear of it. */
  take(notice: Notice): void {
    for (const sender of this.#senders) if (wants(sender.spec, notice)) sender.add(notice);
  }

  /** Forgets troubles of backends and pools that are not there any more. @param isThere by the key of a notice */
  keep(isThere: (key: string) => boolean): void {
    for (const sender of this.#senders) sender.keep(isThere);
  }

  get states(): SenderState[] {
    return this.#senders.map(({ state }) => state);
  }

  /** Ends it, with a last try for what was gathered. Resolves when that has ended, or after `graceMs`. */
  async close(graceMs: number): Promise<void> {
    const senders = this.#senders;
    this.#senders = [];
    await Promise.all(senders.map(sender => sender.close(graceMs)));
  }
}
