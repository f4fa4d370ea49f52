// The keys of a probe in YAML, alike in a pool, in a `health:` entry and in a named profile.
import { z } from 'zod';
import { duration, integer, port } from '../source/fields.js';
import { flap } from './flap.js';
import { KIND_NAMES, KINDS, kindOf, kindsWith, listText } from './registry.js';
import { INITS, type ProbeKindName, type ProbeOverrides, type ProbeReference } from './spec.js';

type Choices = { readonly [Kind in ProbeKindName]: z.ZodOptional<(typeof KINDS)[Kind]['choice']> };

/** The keys that choose a kind. */
const choices = Object.fromEntries(
  Object.entries(KINDS).map(([name, { choice }]) => [name, choice.optional()]),
) as unknown as Choices;

/** All keys of a probe as written. */
export const probeKeys = {
  use: z
    .string()
    .describe('Name of a profile under probes: whose keys are taken; own keys go over them')
    .optional(),
  ...choices,
  port: port.describe('Port to probe, for members without one of their own').optional(),
  ...KINDS.https.keys,
  ...KINDS.tcp.keys,
  ...KINDS.dns.keys,
  ...KINDS.redis.keys,
  ...KINDS.pgsql.keys,
  ...KINDS.mysql.keys,
  ...KINDS.grpc.keys,
  interval: duration(100, 3_600_000).describe('Time between probes; default: 1s').optional(),
  timeout: duration(50, 60_000).describe('Total deadline of a probe; default: 1s').optional(),
  fast: duration(10, 3_600_000)
    .describe('Delay to the next probe while a change of state is under way; default: 200ms')
    .optional(),
  'down-interval': duration(100, 3_600_000)
    .describe('Time between probes of a member that is down and stays so; default: that of interval')
    .optional(),
  fall: integer(1, 255).describe('Consecutive failures that take a member out; default: 2').optional(),
  rise: integer(1, 255).describe('Consecutive successes that bring it back; default: 2').optional(),
  init: z
    .enum(INITS)
    .describe('What a new member is: what its first probe finds (probe, the default), up or down')
    .optional(),
  flap: flap.optional(),
};

const keys = z.strictObject(probeKeys);

/** A probe as written, validated key by key. */
export type ProbeInput = z.output<typeof keys>;

/** The fields of all kinds, by the keys that give them. */
const TIMING = {
  port: 'port',
  interval: 'intervalMs',
  timeout: 'timeoutMs',
  fast: 'fastMs',
  'down-interval': 'downIntervalMs',
  fall: 'fall',
  rise: 'rise',
  init: 'init',
  flap: 'flap',
} as const satisfies Partial<Record<keyof ProbeInput, keyof ProbeOverrides>>;

/** The keys that belong to some kinds only; each is called like its field. */
export const KIND_KEYS: readonly string[] = [
  ...new Set(KIND_NAMES.flatMap(name => Object.keys(KINDS[name].keys))),
];

/** The fields of all kinds. */
export const TIMING_FIELDS: readonly string[] = [...Object.values(TIMING), 'track'];

function overridesOf(input: ProbeInput): ProbeOverrides {
  const draft: Record<string, unknown> = {};
  const given = input as Readonly<Record<string, unknown>>;
  for (const name of KIND_NAMES)
    if (given[name] !== undefined)
      Object.assign(draft, name === 'track' ? {} : { kind: name }, kindOf(name).choose(given[name] as never));
  for (const key of KIND_KEYS) if (given[key] !== undefined) draft[key] = given[key];
  for (const [key, field] of Object.entries(TIMING)) if (given[key] !== undefined) draft[field] = given[key];
  return draft;
}

/** What is wrong with a key that a kind does not have. */
export function foreignKey(key: string, kind: ProbeKindName): string {
  return `"${key}" belongs to ${listText(kindsWith(key))} probes; this one is ${kind}`;
}

/** Reports keys that contradict each other. */
export function checkProbeKeys(input: ProbeInput, context: z.core.$RefinementCtx): void {
  const add = (key: string, message: string) => context.addIssue({ code: 'custom', path: [key], message });
  const [kind, ...others] = KIND_NAMES.filter(name => name !== 'track' && input[name] !== undefined);
  for (const other of others) add(other, `${kind} is there already, and a probe is of one kind`);
  if (kind === undefined || others.length > 0) return;
  for (const key of KIND_KEYS)
    if (input[key as keyof ProbeInput] !== undefined && !Object.hasOwn(KINDS[kind].keys, key))
      add(key, foreignKey(key, kind));
  if (typeof input[kind] === 'number' && input.port !== undefined && input[kind] !== input.port)
    add('port', `the port stands here and under ${kind}; keep one`);
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
