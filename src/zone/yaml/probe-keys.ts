// The keys of a probe in YAML, alike in a pool, in a `health:` entry and in a named profile.
import { z } from 'zod';
import type { ProbeReference, ProbeSpec } from '../pool.js';
import { duration, integer, port } from './fields.js';

/** An HTTP token (RFC 9110 §5.6.2). */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const ONE_LINE = /^[\t\x20-\x7e\x80-\uffff]*$/;

const PATH = 'expected a path such as / or /healthz';
const path = z
  .string({ error: PATH })
  .regex(/^\/[\x21-\x7e]*$/, { error: PATH })
  .max(2_048);
const hostName = z.string().regex(/^[A-Za-z0-9._:[\]-]{1,260}$/, { error: 'expected a host name' });
const headerValue = z.string().regex(ONE_LINE, { error: 'expected a value of one line' }).max(4_096);
const headerName = z.string().regex(TOKEN, { error: 'expected the name of a header' }).max(256);

const STATUS = 'expected a status from 100 to 599, or a range such as "200-399"';
const statusRange = z
  .union([z.number(), z.string().meta({ pattern: '^\\d{3}(-\\d{3})?$' })], { error: STATUS })
  .transform((value, context): readonly [number, number] => {
    const range = /^(\d{3})(?:\s*-\s*(\d{3}))?$/.exec(String(value));
    const from = Number(range?.[1]);
    const to = Number(range?.[2] ?? from);
    if (range === null || from < 100 || to > 599 || from > to) {
      context.addIssue({ code: 'custom', message: STATUS });
      return z.NEVER;
    }
    return [from, to];
  });

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

/** All keys of a probe as written. */
export const probeKeys = {
  use: z
    .string()
    .describe('Name of a profile under probes: whose keys are taken; own keys go over them')
    .optional(),
  http: path.describe('Probe by HTTP: the path to ask for').optional(),
  https: path.describe('Probe by HTTPS: the path to ask for').optional(),
  tcp: z
    .union([z.literal(true), port], { error: 'expected true or a port from 1 to 65535' })
    .describe('Probe by connecting: true, or the port')
    .optional(),
  port: port.describe('Port to probe, for members without one of their own').optional(),
  host: hostName.describe('Host header; default: the owner name of the records').optional(),
  sni: hostName.describe('TLS server name; default: host').optional(),
  method: z
    .string()
    .regex(/^[A-Z]{1,20}$/, { error: 'expected an HTTP method in capitals, such as GET or HEAD' })
    .describe('HTTP method; default: GET')
    .optional(),
  headers: z.record(headerName, headerValue).describe('Further request headers').optional(),
  status: z
    .union([statusRange, z.array(statusRange).min(1)], { error: STATUS })
    .describe('Accepted status codes; default: 200-399')
    .optional(),
  body: z
    .string()
    .min(1)
    .max(4_096)
    .describe('Text that the first 64 KiB of the body must contain')
    .optional(),
  header: expectedHeader.describe('Response header that must be present, and contain the value').optional(),
  insecure: z.boolean().describe('Do not verify the certificate').optional(),
  interval: duration(100, 3_600_000).describe('Time between probes; default: 1s').optional(),
  timeout: duration(50, 60_000).describe('Total deadline of a probe; default: 1s').optional(),
  fast: duration(10, 3_600_000)
    .describe('Delay to the next probe while a change of state is under way; default: 200ms')
    .optional(),
  fall: integer(1, 255).describe('Consecutive failures that take a member out; default: 2').optional(),
  rise: integer(1, 255).describe('Consecutive successes that bring it back; default: 2').optional(),
};

const keys = z.strictObject(probeKeys);

/** A probe as written, validated key by key. */
export type ProbeInput = z.output<typeof keys>;

type Draft = { -readonly [Key in keyof ProbeSpec]?: ProbeSpec[Key] };

/** The keys of {@link ProbeSpec} that are called alike in YAML. */
const SAME = [
  'port',
  'host',
  'sni',
  'method',
  'headers',
  'body',
  'header',
  'insecure',
  'fall',
  'rise',
] as const;

function isRanges(status: NonNullable<ProbeInput['status']>): status is (readonly [number, number])[] {
  return Array.isArray(status[0]);
}

function overridesOf(input: ProbeInput): Partial<ProbeSpec> {
  const draft: Draft = {};
  for (const key of SAME) if (input[key] !== undefined) Object.assign(draft, { [key]: input[key] });
  if (input.http !== undefined) Object.assign(draft, { kind: 'http', path: input.http });
  if (input.https !== undefined) Object.assign(draft, { kind: 'https', path: input.https });
  if (input.tcp !== undefined) draft.kind = 'tcp';
  if (typeof input.tcp === 'number') draft.port = input.tcp;
  if (input.status !== undefined) draft.statuses = isRanges(input.status) ? input.status : [input.status];
  if (input.interval !== undefined) draft.intervalMs = input.interval;
  if (input.timeout !== undefined) draft.timeoutMs = input.timeout;
  if (input.fast !== undefined) draft.fastMs = input.fast;
  return draft;
}

/** Reports keys that contradict each other. */
export function checkProbeKeys(input: ProbeInput, context: z.core.$RefinementCtx): void {
  const kinds = (['http', 'https', 'tcp'] as const).filter(key => input[key] !== undefined);
  for (const key of kinds.slice(1))
    context.addIssue({
      code: 'custom',
      path: [key],
      message: `${kinds[0]} is there already; keep one of http, https and tcp`,
    });
  if (typeof input.tcp === 'number' && input.port !== undefined && input.tcp !== input.port)
    context.addIssue({
      code: 'custom',
      path: ['port'],
      message: 'the port stands here and under tcp; keep one',
    });
}

/** What the keys refer to. */
export function probeReference(input: ProbeInput): ProbeReference {
  const overrides = overridesOf(input);
  return input.use === undefined ? { overrides } : { profile: input.use, overrides };
}

const PROBE = 'expected the name of a profile, or a mapping such as { http: / }';

/** A probe: the name of a profile, or a mapping. */
export const probe = z
  .union([z.string().min(1), keys.superRefine(checkProbeKeys)], { error: PROBE })
  .transform(
    (value): ProbeReference =>
      typeof value === 'string' ? { profile: value, overrides: {} } : probeReference(value),
  );

const { use: _use, ...profileKeys } = probeKeys;

/** A named profile: a mapping that refers to no other profile. */
export const profile = z
  .strictObject(profileKeys)
  .superRefine(checkProbeKeys)
  .transform((value): ProbeReference => probeReference(value));
