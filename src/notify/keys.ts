// The keys of `notify` in rondo.yaml.
import { z } from 'zod';
import { placedText } from '../probe/attachment-keys.js';
import { exec as execKind } from '../probe/exec/kind.js';
import { ONE_LINE } from '../probe/words.js';
import { duration, filePath, oneOrMore, truth } from '../source/fields.js';
import { nearest } from '../source/suggest.js';
import { advised } from '../source/value-advice.js';
import { matchesSegment } from '../source/wildcard.js';
import { EVENT_KINDS, EVENT_NAMES, type EventName } from '../view/event-names.js';
import { FORMAT_NAMES } from './formats.js';
import { faultsIn } from './template.js';
import { commandAdvice, formatAdvice, HOW, headersAdvice, receiverKey, urlAdvice } from './written-advice.js';

/** The most receivers: each may have a connection or a program under way. */
const MAX_RECEIVERS = 16;
const MAX_PATTERNS = 64;
const MAX_HEADERS = 16;
const MAX_URL = 4_096;

// The text that was found instead may be a secret: a message that begins with "expected" would show it.
const WEBHOOK =
  'this is no URL of a receiver: write one that begins with https:// or http://, { file: PATH } or { env: NAME }';

/** What is wrong with the URL of a receiver; undefined when nothing is. */
export function urlFault(text: string): string | undefined {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text))
    return 'is no URL that begins with https:// or http://';
  return text.length > MAX_URL ? `is over ${MAX_URL} characters` : undefined;
}

const webhook = z
  .union([z.string().refine(text => urlFault(text) === undefined, { error: WEBHOOK }), placedText(WEBHOOK)], {
    error: WEBHOOK,
  })
  .describe('URL that messages are posted to: the text, { file: PATH } or { env: NAME }');

/** Headers whose values are secrets. */
const SECRET_HEADER = /auth|token|secret|key|cookie|password/i;
/** Those that are made here. */
const OWN_HEADER = /^(?:host|connection|content-length|transfer-encoding|rondo-.*)$/i;
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]{1,64}$/;
const HEADER = 'this is no value of a header: write one line, { file: PATH } or { env: NAME }';

const headers = z
  .record(
    z.string().regex(HEADER_NAME, { error: 'expected the name of a header' }),
    z.union([z.string().max(4_096).regex(ONE_LINE, { error: HEADER }), placedText(HEADER)], {
      error: HEADER,
    }),
  )
  .superRefine((all, context) => {
    const add = (name: string, message: string) =>
      context.addIssue({ code: 'custom', message, path: [name] });
    for (const [name, value] of Object.entries(all)) {
      if (OWN_HEADER.test(name)) add(name, `the header ${name} is made by Rondo`);
      else if (SECRET_HEADER.test(name) && typeof value === 'string')
        add(name, 'a secret does not stand here: write { file: PATH } or { env: NAME }');
    }
    if (Object.keys(all).length > MAX_HEADERS)
      context.addIssue({ code: 'custom', message: `at most ${MAX_HEADERS} headers are possible` });
  })
  .describe('Further headers of requests: a text, { file: PATH } or { env: NAME }');

/** Events that receivers may be told of: not those about receivers. */
const TOLD_EVENTS: readonly EventName[] = EVENT_NAMES.filter(name => !name.startsWith('notify-'));

/** Those that everybody wants to hear of who does not say otherwise. */
export const USUAL_EVENTS: readonly EventName[] = TOLD_EVENTS.filter(
  name =>
    ![
      'admin-order',
      'admin-expired',
      'admin-plan',
      'reload-done',
      'backend-stated',
      'source-changed',
    ].includes(name),
);

/** What others call these events. */
const OTHER_WORDS: Readonly<Record<string, string>> = {
  down: 'backend-down, pool-down',
  up: 'backend-up, pool-up',
  all: '"*"',
  certificate: 'backend-warning',
  'certificate-expiring': 'backend-warning',
  expiring: 'backend-warning',
  flapping: 'backend-flapping',
  drain: 'admin-order',
  maint: 'admin-order',
  reload: 'reload-failed, reload-faults',
};

/** The names that a word stands for: a name, a kind, or a pattern; none when it is none. */
export function eventsCalled(word: string): readonly EventName[] {
  const isKind = EVENT_KINDS.some(kind => kind === word);
  const pattern = isKind ? `${word}-*` : word;
  return TOLD_EVENTS.filter(name => matchesSegment(name, pattern));
}

function eventAdvice(value: unknown): string {
  const word = String(value).toLowerCase();
  const own = Object.hasOwn(OTHER_WORDS, word) ? OTHER_WORDS[word] : undefined;
  const near =
    own ?? nearest(word.replace(/^(?:member|server|host)/, 'backend'), [...TOLD_EVENTS, ...EVENT_KINDS]);
  if (near !== undefined) return `did you mean ${near}?`;
  return `use ${TOLD_EVENTS.slice(0, 4).join(', ')}, a kind such as pool, or a pattern such as pool-*`;
}

const EVENTS = 'expected the name of an event such as backend-down, or a list of them';
const event = advised(
  z
    .string({ error: EVENTS })
    .refine(word => eventsCalled(word).length > 0, { error: 'expected the name of an event' }),
  { advice: eventAdvice },
);

const PATTERNS = 'expected a name or a pattern such as "*.example.org", or a list of them';
const patterns = (what: string) =>
  oneOrMore(z.string().min(1).max(300), PATTERNS)
    .refine(list => list.length <= MAX_PATTERNS, { error: `expected at most ${MAX_PATTERNS} patterns` })
    .transform(list => list.map(each => each.toLowerCase().replace(/(?<=.)\.$/, '')))
    .describe(what);

const BODY = 'expected a text, a mapping or a list';

/** A text that is JSON as a whole is meant as JSON. */
function jsonIn(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : text;
  } catch {
    return text;
  }
}

const body = z
  .union([z.string().min(1).transform(jsonIn), z.record(z.string(), z.unknown()), z.array(z.unknown())], {
    error: BODY,
  })
  .superRefine((value, context) => {
    for (const { path: place, message, hint } of faultsIn(value))
      context.addIssue({ code: 'custom', message: `${message}: ${hint}`, path: [...place] });
  })
  .describe(
    'What a message says, with placeholders such as {summary}: a text, or a mapping or list for JSON',
  );

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

// What was found instead may be the address of a receiver, which is not to be shown.
const NOTIFY = 'receivers are mappings with webhook or exec, or a list of them';

const receiver = z
  .strictObject(
    {
      name: z
        .string()
        .regex(/^[\w.-]{1,64}$/, { error: 'expected letters, digits, dots, dashes and underscores' })
        .describe('How it is called in the log and the metrics; default: its host, or its program')
        .optional(),
      webhook: advised(webhook, { advice: urlAdvice }).optional(),
      exec: advised(execKind.choice, { advice: commandAdvice })
        .describe('A program and its arguments; the message is on its standard input')
        .optional(),
      format: advised(z.enum(FORMAT_NAMES), { advice: value => formatAdvice(value, FORMAT_NAMES) })
        .describe('A body that is ready for use; default: json')
        .optional(),
      body: body.optional(),
      headers: advised(headers, { advice: headersAdvice }).optional(),
      ca: filePath
        .describe('File of the certificates that are trusted; default: those of Node.js')
        .optional(),
      'sign-with': filePath.describe('File of the key that messages are signed with').optional(),
      events: oneOrMore(event, EVENTS)
        .describe('Names, kinds or patterns of events; default: all troubles and their ends')
        .optional(),
      pools: patterns('Patterns of pools that it is told of; default: all').optional(),
      zones: patterns(
        'Patterns of zones that it is told of, with the pools in them; default: all',
      ).optional(),
      wait: duration(0, 10 * MINUTE_MS)
        .describe('How long events are gathered for one message; default: 5s')
        .optional(),
      interval: duration(0, DAY_MS).describe('The least time between two messages; default: 30s').optional(),
      'flap-interval': duration(0, 7 * DAY_MS)
        .describe(
          'After three messages about the same backend or pool, the least time to the next; default: 10m',
        )
        .optional(),
      'first-round': truth.describe('Whether the first results of backends are told; default: no').optional(),
      timeout: duration(100, MINUTE_MS).describe('What one try may take; default: 10s').optional(),
      'retry-for': duration(0, DAY_MS).describe('How long a message is tried again; default: 10m').optional(),
    },
    { error: ({ code }) => (code === 'invalid_type' ? NOTIFY : undefined) },
  )
  .superRefine(({ webhook: url, exec, format, body: own, ...keys }, context) => {
    const add = (message: string, at: string[] = []) =>
      context.addIssue({ code: 'custom', message, path: at });
    if ((url === undefined) === (exec === undefined))
      add('a receiver has either webhook or exec', [url === undefined ? HOW : 'exec']);
    if (format !== undefined && own !== undefined) add('format and body exclude each other', ['body']);
    if (url !== undefined) return;
    for (const key of ['headers', 'ca', 'sign-with'] as const)
      if (keys[key] !== undefined) add(`\`${key}\` is for a webhook`, [key]);
  });
export type ReceiverKeys = z.output<typeof receiver>;

export const notify = oneOrMore(
  advised(receiver, {
    advice: value => (typeof value === 'string' ? 'write { webhook: URL }' : undefined),
    key: receiverKey,
  }),
  NOTIFY,
)
  .refine(list => list.length <= MAX_RECEIVERS, { error: `expected at most ${MAX_RECEIVERS} receivers` })
  .describe('Who is told of events');
