// The kinds `http` and `https`: their keys in YAML, defaults and runner.
import { z } from 'zod';
import { oneOrMore, truth } from '../../source/fields.js';
import { advised } from '../../source/value-advice.js';
import type { ProbeFault, ProbeKind } from '../kind.js';
import { tlsDefaults, tlsFault, tlsKeys } from '../tls/settings.js';
import { pathAdvice } from '../url-advice.js';
import { hostKeys, hostOr } from '../wire/host.js';
import { textPattern } from '../wire/pattern.js';
import { sendKeys } from '../wire/send.js';
import { sourceKeys } from '../wire/source.js';
import { ONE_LINE } from '../words.js';
import type { HttpSpec, StatusRange } from './spec.js';

/** An HTTP token (RFC 9110 §5.6.2). */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** The most paths of one probe. */
const MAX_PATHS = 16;

const PATH = 'expected a path such as / or /healthz';
const path = z
  .string({ error: PATH })
  .regex(/^\/[\x21-\x7e]*$/, { error: PATH })
  .max(2_048);
const paths = advised(
  oneOrMore(path, PATH).refine(list => list.length > 0 && list.length <= MAX_PATHS, {
    error: `expected one to ${MAX_PATHS} paths`,
  }),
  { advice: pathAdvice },
);
const headerValue = z.string().regex(ONE_LINE, { error: 'expected a value of one line' }).max(4_096);
const headerName = z.string().regex(TOKEN, { error: 'expected the name of a header' }).max(256);

const STATUS = 'expected a status from 100 to 599, or a range such as "200-399"';
const statusRange = z
  .union([z.number(), z.string().meta({ pattern: '^\\d{3}(-\\d{3})?$' })], { error: STATUS })
  .transform((value, context): StatusRange => {
    const range = /^(\d{3})(?:\s*-\s*(\d{3}))?$/.exec(String(value));
    const from = Number(range?.[1]);
    const to = Number(range?.[2] ?? from);
    if (range === null || from < 100 || to > 599 || from > to) {
      context.addIssue({ code: 'custom', message: STATUS });
      return z.NEVER;
    }
    return [from, to];
  });

function isRanges(status: StatusRange | StatusRange[]): status is StatusRange[] {
  return Array.isArray(status[0]);
}

const HEADER = 'expected "Name" or "Name: value", or a mapping with name and value';
const expectedHeader = z.union(
  [
    z.string().transform((text, context) => {
      const [, name, value] = /^([^:]*)(?::\s*(.*))?$/s.exec(text) ?? [];
      if (!TOKEN.test(name) || !ONE_LINE.test(value ?? ''))
        context.addIssue({ code: 'custom', message: HEADER });
      return value === undefined || value === '' ? { name } : { name, value };
    }),
    z.strictObject({ name: headerName, value: headerValue.optional() }),
  ],
  { error: HEADER },
);

const BODY = 'expected a text, or a mapping with pattern';
const HTTP2 = 'Speak HTTP/2: by prior knowledge (h2c), or over TLS (h2)';

const httpKeys = {
  ...hostKeys,
  ...sendKeys,
  method: z
    .string()
    .regex(/^[A-Z]{1,20}$/, { error: 'expected an HTTP method in capitals, such as GET or HEAD' })
    .describe('HTTP method; default: GET, or POST with send')
    .optional(),
  http2: truth.describe(HTTP2).optional(),
  headers: z.record(headerName, headerValue).describe('Further request headers').optional(),
  status: z
    .union([statusRange, z.array(statusRange).min(1)], { error: STATUS })
    .transform(status => (isRanges(status) ? status : [status]))
    .describe('Accepted status codes; default: 200-399')
    .optional(),
  body: z
    .union([z.string().min(1).max(4_096), textPattern], { error: BODY })
    .describe(
      'Text that the first 64 KiB of the body must contain, or a regular expression that they must match',
    )
    .optional(),
  header: expectedHeader.describe('Response header that must be present, and contain the value').optional(),
};

const defaults = { paths: ['/'], http2: false, headers: {}, status: [[200, 399]], ...tlsDefaults } as const;
const choose = (chosen: string[]) => ({ paths: chosen });

/** What is wrong with the fields together. */
function httpFault({ method, body }: Partial<HttpSpec>): ProbeFault | undefined {
  if (method !== 'HEAD' || body === undefined) return undefined;
  return { key: 'body', message: 'a response to HEAD has no body', hint: 'use `method: GET`' };
}

export const http = {
  choice: paths.describe('Probe by HTTP: the path to ask for, or a list of them'),
  choose,
  keys: { ...httpKeys, ...sourceKeys },
  defaults,
  usualPort: 80,
  fault: httpFault,
  probedName: hostOr,
  load: () => import('./run.js'),
} satisfies ProbeKind<HttpSpec>;

export const https = {
  choice: paths.describe('Probe by HTTPS: the path to ask for, or a list of them'),
  choose,
  keys: { ...httpKeys, ...tlsKeys, ...sourceKeys },
  defaults,
  usualPort: 443,
  fault: fields => httpFault(fields) ?? tlsFault(fields),
  probedName: hostOr,
  load: () => import('./run.js'),
} satisfies ProbeKind<HttpSpec>;
