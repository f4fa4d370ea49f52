// What somebody meant who wrote a receiver in the words of Slack, Alertmanager and the like.
import { isMapping, type Mapping } from '../source/mapping.js';
import { spellingHint } from '../source/suggest.js';
import type { KeyAdvice } from '../source/value-advice.js';

const ALONE = 'a message tells of changes, and nothing is repeated';

/** Words of others for a key, without hyphens and underscores. */
const WORDS: Readonly<Record<string, string>> = {
  url: 'webhook',
  uri: 'webhook',
  http: 'webhook',
  post: 'webhook',
  apiurl: 'webhook',
  command: 'exec',
  cmd: 'exec',
  script: 'exec',
  program: 'exec',
  run: 'exec',
  secret: 'sign-with',
  sign: 'sign-with',
  hmac: 'sign-with',
  signingkey: 'sign-with',
  key: 'sign-with',
  template: 'body',
  payload: 'body',
  text: 'body',
  message: 'body',
  groupwait: 'wait',
  groupinterval: 'interval',
  retries: 'retry-for',
  retry: 'retry-for',
  httpheaders: 'headers',
  type: 'format',
  only: 'events',
};

/** The key under which it is told that a receiver does not say how it is told. */
export const HOW = 'webhook';

/** Formats that people write as keys. */
const FORMAT = /^(?:slack|discord|alertmanager|mattermost)(?:_?configs?)?$/i;

/** A key that a receiver does not have. */
export function receiverKey(key: string, receiver: Mapping): KeyAdvice | undefined {
  const plain = key.toLowerCase().replace(/[-_]/g, '');
  if (plain === 'repeatinterval' || plain === 'sendresolved') return { hint: `leave it out: ${ALONE}` };
  if (/^(?:email(?:configs?)?|smtp)$/.test(plain))
    return { hint: 'a program sends mail: `exec: [/usr/local/bin/tell]`', covers: [HOW] };
  if (/^(?:ms)?teams(?:configs?)?$|^(?:telegram|pagerduty|opsgenie|pushover)(?:configs?)?$/.test(plain))
    return {
      hint: 'write `webhook: { file: PATH }`, and what that service takes under `body`',
      covers: [HOW],
    };
  const [format] = FORMAT.test(key) ? key.toLowerCase().split('_') : [];
  if (format !== undefined)
    return {
      hint: `write \`webhook: { file: PATH }\` and \`format: ${format === 'mattermost' ? 'slack' : format}\``,
      covers: [HOW],
    };
  const own = Object.hasOwn(WORDS, plain) ? WORDS[plain] : undefined;
  if (own === undefined || own in receiver) return undefined;
  const covers = own === 'webhook' || own === 'exec' ? [HOW] : [];
  const more = own === 'sign-with' ? ', and names the file of the key' : '';
  return { hint: `it is called \`${own}\` here${more}`, covers };
}

/** What to write in place of a URL in a mapping. */
export function urlAdvice(value: unknown): string | undefined {
  if (Array.isArray(value)) return 'a receiver has one: write one for each, in a list under `notify:`';
  return isMapping(value) && ('url' in value || 'uri' in value)
    ? 'write the URL itself, without braces'
    : undefined;
}

/** What to write in place of a command in one text. */
export function commandAdvice(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > 200 || value.trim() === '') return undefined;
  const words = value.trim().split(/\s+/);
  if (!words.every(word => /^[\w./:=@%+-]+$/.test(word)))
    return 'no shell is involved: write `[/bin/sh, -c, "…"]`, or the words as a list';
  const shown = words.map(word => (/^[\w./-]*[a-z/][\w./-]*$/i.test(word) ? word : `"${word}"`));
  return `write a list: [${shown.join(', ')}]`;
}

/** What to write in place of headers in a list. */
export function headersAdvice(value: unknown): string | undefined {
  return Array.isArray(value)
    ? 'write a mapping: `headers: { NAME: { file: PATH } }`, or a text as the value'
    : undefined;
}

const OWN_BODY = 'write a body of your own in place of it';

/** What to write for services that have no format. */
const SERVICES: readonly [pattern: RegExp, advice: string][] = [
  [
    /^(?:ms-?)?teams$|^(?:google-?)?chat$|^webex$|^feishu$|^zulip$/i,
    `${OWN_BODY}: \`body: { text: "{text}" }\``,
  ],
  [/^telegram$/i, `${OWN_BODY}: \`body: { chat_id: "ID", text: "{text}" }\``],
  [/^pushover$/i, `${OWN_BODY}: \`body: { message: "{text}" }\``],
  [/^gotify$/i, `${OWN_BODY}: \`body: { title: "{summary}", message: "{text}" }\``],
  [/^(?:mattermost|rocket-?\.?chat)$/i, 'write `slack`: it takes the same'],
  [/^ntfy$|^plain$|^txt$/i, 'write `text`'],
  [/^prometheus$|^am$/i, 'write `alertmanager`'],
  [/^(?:e-?mail|smtp)$/i, 'a program sends it: `exec: [/usr/local/bin/tell]`'],
  [
    /^(?:pager-?duty|ops-?genie|victor-?ops|splunk.*|squadcast|matrix|sns)$/i,
    `${OWN_BODY}, with the keys of that service, as in \`body: { message: "{summary}" }\``,
  ],
];

/** What to write in place of a format that there is not. @param known those that there are */
export function formatAdvice(value: unknown, known: readonly string[]): string | undefined {
  if (typeof value !== 'string')
    return isMapping(value) ? 'a message of your own is called `body`' : undefined;
  const plain = value.replace(/_/g, '-');
  const service = SERVICES.find(([pattern]) => pattern.test(plain));
  return service?.[1] ?? spellingHint(value, known) ?? `${OWN_BODY}, as in \`body: { text: "{text}" }\``;
}
