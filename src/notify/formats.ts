// Bodies that are ready for use, by name.
import type { Template } from './template.js';

/** All that is known. */
const JSON_BODY: Template = {
  json: {
    version: 1,
    id: '{id}',
    time: '{time}',
    host: '{host}',
    receiver: '{receiver}',
    status: '{status}',
    summary: '{summary}',
    count: '{count}',
    open: '{open}',
    counts: '{counts}',
    events: '{events}',
    more: '{more}',
  },
};

export const FORMATS = {
  json: JSON_BODY,
  /** Also for Mattermost and Rocket.Chat. */
  slack: { json: { text: '{host}: {slack}' } },
  /** Nobody is called by what stands in a text. */
  discord: { json: { content: '{host}: {summary}', allowed_mentions: { parse: [] } } },
  /** What its `/api/v2/alerts` takes. */
  alertmanager: {
    json: [
      {
        each: {
          labels: {
            alertname: 'rondo-{topic}',
            instance: '{host}',
            subject: '{subject}',
            pool: '{pool}',
          },
          annotations: { summary: '{text}' },
          startsAt: '{time}',
          endsAt: '{until}',
        },
      },
    ],
  },
  text: { text: '{host}: {text}\n' },
} as const satisfies Readonly<Record<string, Template>>;

export type Format = keyof typeof FORMATS;
export const FORMAT_NAMES = Object.keys(FORMATS) as [Format, ...Format[]];
