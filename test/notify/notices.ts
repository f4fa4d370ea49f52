// Notices and receivers for tests of notifications, and a way to follow what a sender does.
import type { Delivery } from '../../src/notify/delivery.js';
import { FORMATS } from '../../src/notify/formats.js';
import type { Message } from '../../src/notify/message.js';
import type { Notice } from '../../src/notify/notice.js';
import { Notifier } from '../../src/notify/notifier.js';
import type { ReceiverSpec } from '../../src/notify/receiver.js';
import { EVENT, EVENT_NAMES, type EventName } from '../../src/view/event-names.js';
import { FakeClock } from '../support/fake-clock.js';

export const SPEC: ReceiverSpec = {
  name: 'ops',
  webhook: { url: 'http://127.0.0.1:1/', headers: {} },
  body: FORMATS.json,
  events: EVENT_NAMES,
  ...{ pools: [], zones: [] },
  ...{ waitMs: 5_000, intervalMs: 30_000, flapMs: 600_000 },
  wantsFirst: false,
  ...{ timeoutMs: 10_000, retryMs: 600_000 },
};

export function noticeOf(name: EventName, subject: string, more: Partial<Notice> = {}): Notice {
  return { name, subject, pools: ['www.a.test A'], text: `${name} ${subject}`, ...more };
}

export const down = (subject: string, more: Partial<Notice> = {}) =>
  noticeOf(EVENT.BACKEND_DOWN, subject, more);
export const up = (subject: string, more: Partial<Notice> = {}) => noticeOf(EVENT.BACKEND_UP, subject, more);

export const SENT: Delivery = { isSent: true, text: '200 OK', mayHelp: false };
export const REFUSED: Delivery = { isSent: false, text: 'connection refused', mayHelp: true };

/** A notifier whose tries end as `answer` says, and what it did. */
export function notifierFor(
  spec: Partial<ReceiverSpec> = {},
  answer: () => Delivery | undefined = () => SENT,
) {
  const clock = new FakeClock();
  const bodies: { atMs: number; id: string; body: Record<string, unknown> }[] = [];
  const said: string[] = [];
  let ids = 0;
  const notifier = new Notifier(
    clock,
    {
      onTurn: ({ name }, failure) => said.push(`${name}: ${failure ?? 'works'}`),
      onLost: ({ name }, failure, events) => said.push(`${name} lost ${events}: ${failure}`),
    },
    {
      random: () => 1,
      host: 'ns1',
      newId: () => String(++ids),
      attempt(_: ReceiverSpec, { id, body }: Message) {
        bodies.push({ atMs: clock.now(), id, body: JSON.parse(body) });
        const delivery = answer();
        let end = (): void => undefined;
        const never = new Promise<Delivery>(resolve => {
          end = () => resolve({ isSent: false, text: 'given up', mayHelp: true });
        });
        return { delivery: delivery === undefined ? never : Promise.resolve(delivery), end };
      },
    },
  );
  notifier.follow([{ ...SPEC, ...spec }]);
  return { clock, notifier, bodies, said };
}
