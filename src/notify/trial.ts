// A message for trial, by which a person finds out whether a receiver gets it.
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { systemClock } from '../time/clock.js';
import { EVENT } from '../view/event-names.js';
import type { Delivery } from './delivery.js';
import { Gathering } from './gathering.js';
import { HostLookup } from './host-lookup.js';
import { type Message, messageOf } from './message.js';
import { handOver } from './notifier.js';
import type { ReceiverSpec } from './receiver.js';

/** A message that says that it is one for trial; good news, so that nobody is woken. */
export function trialMessage(spec: ReceiverSpec): Message {
  const gathering = new Gathering(systemClock, spec);
  gathering.add({
    name: EVENT.BACKEND_UP,
    subject: 'trial',
    pools: ['trial A'],
    text: 'this is a trial of the notifications of Rondo: nothing has happened',
  });
  return messageOf(gathering.take(), spec, {
    id: randomUUID(),
    host: hostname(),
    wallMs: systemClock.wallMs(),
  });
}

/** Sends one, with a single try. */
export async function tryReceiver(spec: ReceiverSpec): Promise<Delivery & { readonly durationMs: number }> {
  const beganMs = systemClock.now();
  const delivery = await handOver(spec, trialMessage(spec), new HostLookup()).delivery;
  return { ...delivery, durationMs: systemClock.now() - beganMs };
}
