// The kinds of value that YAML files share: durations, memory, ports, addresses, weights, TTLs.
import { z } from 'zod';
import { canonicalAddress, type Endpoint, endpointFromText } from '../dns/endpoint.js';
import { MAX_TTL } from '../dns/rdata/ttl.js';
import { DURATION_PATTERN, durationMs, durationText } from '../time/duration.js';
import { addressAdvice, endpointAdvice } from './address-advice.js';
import { durationAdvice, portNumberAdvice, weightAdvice } from './amount-advice.js';
import { severalAdvice } from './list-advice.js';
import { advised } from './value-advice.js';

const durationInput = z.union([z.number(), z.string().meta({ pattern: DURATION_PATTERN.source })], {
  error: 'expected a duration such as 500ms, 1s or 1h30m',
});

/** The path of a file. */
export const filePath = z.string().min(1).max(4_096);

const TRUTH = 'expected yes or no';

/** Yes or no, in every spelling; true and false come from YAML as such. */
export const truth = z
  .union([z.boolean(), z.string().regex(/^(?:yes|no|on|off|true|false)$/i, { error: TRUTH })], {
    error: TRUTH,
  })
  .transform(value => (typeof value === 'boolean' ? value : /^(?:yes|on|true)$/i.test(value)));

/** The word off, in every spelling of no. */
export const off = z
  .union([
    z.literal('off'),
    z.literal(false),
    z.string().regex(/^(?:off|no|false)$/i, { error: 'expected off' }),
  ])
  .transform(() => 'off' as const);

/** The word on, in every spelling of yes. */
export const on = z
  .union([z.literal('on'), z.literal(true), z.string().regex(/^(?:on|yes|true)$/i, { error: 'expected on' })])
  .transform(() => 'on' as const);

/** From so many seconds on a plain number was most likely meant as milliseconds. */
const DOUBTFUL_SECONDS = 100;

const PLAIN = 'a plain number counts seconds';

/** A plain number is in seconds here and in milliseconds elsewhere, as in HAProxy. */
const plainNumber = {
  doubt: (value: unknown) =>
    typeof value === 'number' && value >= DOUBTFUL_SECONDS
      ? {
          message: `${value} counts seconds: ${durationText(value * 1_000)}`,
          hint: `write ${value}ms or ${value}s, so that nobody has to guess`,
        }
      : undefined,
  advice: (value: unknown) =>
    typeof value === 'number' && value >= DOUBTFUL_SECONDS
      ? `${PLAIN}; milliseconds are written as ${value}ms`
      : durationAdvice(value),
};

/** A duration in milliseconds between two bounds (inclusive). */
export function duration(fromMs: number, toMs: number) {
  return advised(
    durationInput
      .transform((value, context) => {
        const ms = durationMs(value);
        if (ms === undefined) {
          context.addIssue({ code: 'custom', message: 'expected a duration such as 500ms, 1s or 1h30m' });
          return z.NEVER;
        }
        if (ms < fromMs || ms > toMs) {
          const message = `expected a duration from ${durationText(fromMs)} to ${durationText(toMs)}`;
          context.addIssue({ code: 'custom', message });
        }
        return Math.round(ms);
      })
      .describe(`Duration, ${durationText(fromMs)} to ${durationText(toMs)}; ${PLAIN}`),
    plainNumber,
  );
}

/** A whole number of seconds between two bounds, also written as a duration. */
export function seconds(from: number, to: number) {
  const read = durationInput.transform((value, context) => {
    const ms = durationMs(value);
    if (ms === undefined || ms % 1_000 !== 0 || ms < from * 1_000 || ms > to * 1_000) {
      const message = `expected whole seconds from ${from} to ${to}, also as 5m or 1h30m`;
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    }
    return ms / 1_000;
  });
  return advised(read, { advice: durationAdvice });
}

const MEGABYTE = 2 ** 20;

/** An amount of memory in whole megabytes of 2^20 octets, such as 64MB or 1GB; in octets. */
export function memory(fromMegabytes: number, toMegabytes: number) {
  const expected = `expected an amount of memory from ${fromMegabytes}MB to ${toMegabytes}MB, such as 64MB or 1GB`;
  return z
    .string({ error: expected })
    .regex(/^\d{1,6}(MB|GB)$/, { error: expected })
    .transform((text, context) => {
      const megabytes = Number.parseInt(text, 10) * (text.endsWith('GB') ? 1024 : 1);
      if (megabytes >= fromMegabytes && megabytes <= toMegabytes) return megabytes * MEGABYTE;
      context.addIssue({ code: 'custom', message: expected });
      return z.NEVER;
    })
    .describe(`Memory, ${fromMegabytes}MB to ${toMegabytes}MB`);
}

/** A time to live in seconds (RFC 2181 §8). */
export const ttl = seconds(0, MAX_TTL).describe('Time to live, in seconds or as 5m, 1h30m');

function wholeNumber(from: number, to: number, expected: string) {
  return z
    .number({ error: expected })
    .int({ error: expected })
    .min(from, { error: expected })
    .max(to, { error: expected });
}

/** A whole number between two bounds. */
export function integer(from: number, to: number) {
  return wholeNumber(from, to, `expected a whole number from ${from} to ${to}`);
}

export const port = advised(wholeNumber(1, 65_535, 'expected a port from 1 to 65535'), {
  advice: portNumberAdvice,
});

export const weight = advised(
  wholeNumber(0, 256, 'expected a weight from 0 to 256').describe('Relative share of first places'),
  { advice: weightAdvice },
);

const ADDRESS = 'expected an IPv4 or IPv6 address';

/** An IP address, in canonical text. */
export const address = advised(
  z
    .string({ error: ADDRESS })
    .transform((text, context) => {
      const canonical = canonicalAddress(text);
      if (canonical === undefined) context.addIssue({ code: 'custom', message: ADDRESS });
      return canonical ?? z.NEVER;
    })
    .describe('IPv4 or IPv6 address'),
  {
    advice: value => (typeof value === 'string' ? addressAdvice(value) : undefined),
  },
);

const ENDPOINT = 'expected ADDRESS, ADDRESS:PORT or [IPV6]:PORT';

/** The last group of an address that looks like a port: `2001:db8::1:8080`. */
const PORT_LIKE =
  /^([0-9a-f:]*::[0-9a-f:]*[0-9a-f]):(53|80|443|853|8080|8443|3000|5000|5300|5353|8000|9000|9153|5432|3306|6379)$/i;

/** The doubt about an address whose last group may be a port. */
export const portInAddress = (value: unknown) => {
  const found = typeof value === 'string' ? PORT_LIKE.exec(value) : null;
  if (found === null) return undefined;
  const [text, before, port] = found;
  return {
    message: `${text} is one address, whose last group looks like a port`,
    hint: `write [${before}]:${port} if ${port} is a port`,
  };
};

function endpointWhere(isFit: (endpoint: Endpoint) => boolean, more: (text: string) => string | undefined) {
  return advised(
    z
      .string({ error: ENDPOINT })
      .transform((text, context) => {
        const read = endpointFromText(text.trim());
        if (read !== undefined && isFit(read)) return read;
        context.addIssue({ code: 'custom', message: ENDPOINT });
        return z.NEVER;
      })
      .describe('ADDRESS, ADDRESS:PORT or [IPV6]:PORT'),
    { advice: value => more(String(value)) ?? endpointAdvice(value), doubt: portInAddress },
  );
}

/** What other programs write for all addresses, and for those of an interface. */
function whereToListen(text: string): string | undefined {
  const [, word, port = ''] =
    /^(any|all|\*|eth\d+|en[ops]\w*\d|wlan\d+|lo|br\d+)(:\d{1,5})?$/i.exec(text) ?? [];
  if (word === undefined) return undefined;
  if (/^(?:any|all|\*)$/i.test(word))
    return `for all addresses write 0.0.0.0${port}, and "${port === '' ? '::' : `[::]${port}`}" for those of IPv6`;
  return `interfaces are not named here: write an address of ${word}`;
}

/** Where to listen: port 0 is a free port. */
export const listenEndpoint = endpointWhere(() => true, whereToListen);

/** A backend: an address of the DNS, which has no zone index. */
export const endpoint = endpointWhere(
  ({ address, port }) => port !== 0 && !address.includes('%'),
  () => undefined,
);

/** One value or a list of them, as a list. */
export function oneOrMore<T extends z.ZodType>(item: T, expected: string) {
  const either = advised(z.union([item, z.array(item)], { error: expected }), {
    advice: value => severalAdvice(value, item),
  });
  return either.transform(value => (Array.isArray(value) ? value : [value]) as z.output<T>[]);
}
