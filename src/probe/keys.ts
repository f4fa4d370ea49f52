// The keys of a probe in YAML, alike in a pool, in a `health:` entry and in a named profile.
import { z } from 'zod';
import { advised } from '../source/value-advice.js';
import { checkCheckKeys, checkKeys, checkOf, memberKey, poolKey } from './check-keys.js';
import { foreignKey, hasKey, KIND_KEYS, KIND_NAMES, kindOf, type ProbeKindName } from './kinds.js';
import { KINDS } from './registry.js';
import type { CheckReference, ProbeOverrides, ProbeReference } from './spec.js';
import { portKey, timingKeys, timingOf } from './timing.js';
import { probeAdvice, probeKey, profileShapeAdvice, typeAdvice } from './written-advice.js';

type Choices = { readonly [Kind in ProbeKindName]: z.ZodOptional<(typeof KINDS)[Kind]['choice']> };

/** The keys that choose a kind. */
const choices = Object.fromEntries(
  Object.entries(KINDS).map(([name, { choice }]) => [name, choice.optional()]),
) as unknown as Choices;

type KeysOf<Kind extends ProbeKindName> = (typeof KINDS)[Kind]['keys'];
type NameOf<Keys> = Keys extends unknown ? keyof Keys : never;
type SchemaOf<Keys, Name> = Keys extends unknown ? (Name extends keyof Keys ? Keys[Name] : never) : never;
/** A key has the same schema in all kinds that have it. */
type KindKeys = { readonly [Name in NameOf<KeysOf<ProbeKindName>>]: SchemaOf<KeysOf<ProbeKindName>, Name> };

/** The keys that belong to some kinds only. */
const kindKeys = Object.assign({}, ...Object.values(KINDS).map(({ keys }) => keys)) as KindKeys;

/** All keys of a probe as written. */
export const probeKeys = {
  use: z
    .string()
    .describe('Name of a profile under probes: whose keys are taken; own keys go over them')
    .optional(),
  ...choices,
  port: portKey,
  ...kindKeys,
  ...timingKeys,
  ...checkKeys(() => part),
};

advised(kindKeys.type, { advice: typeAdvice });
const keys = advised(z.strictObject(probeKeys), { key: probeKey });

const PART = 'expected the name of a profile, or a mapping such as { http: / } or { pool: db }';
const partMapping = advised(z.strictObject({ ...probeKeys, pool: poolKey, member: memberKey }), {
  key: probeKey,
}).superRefine(checkPart);

/** A part of a check: what a probe may be, or a pool, or a member. */
const part: z.ZodType<CheckReference> = z.lazy(() =>
  z.union([z.string().min(1), partMapping], { error: PART }).transform((value): CheckReference => {
    if (typeof value === 'string') return { probe: { profile: value, overrides: {} } };
    if (value.pool !== undefined) return { pool: value.pool, atLeast: value['at-least'] ?? 1 };
    if (value.member !== undefined) return { pool: value.member, atLeast: 1 };
    return { probe: probeReference(value) };
  }),
);

/** A probe as written, validated key by key. */
export type ProbeInput = z.output<typeof keys>;

function overridesOf(input: ProbeInput): ProbeOverrides {
  const draft: Record<string, unknown> = {};
  const given = input as Readonly<Record<string, unknown>>;
  for (const name of KIND_NAMES)
    if (given[name] !== undefined)
      Object.assign(draft, name === 'track' ? {} : { kind: name }, kindOf(name).choose(given[name] as never));
  for (const key of KIND_KEYS) if (given[key] !== undefined) draft[key] = given[key];
  return Object.assign(draft, timingOf(given));
}

/** The same of a part, which may be a pool or a member. */
function checkPart(
  input: ProbeInput & { readonly pool?: string; readonly member?: string },
  context: z.core.$RefinementCtx,
): void {
  const word = (['pool', 'member'] as const).find(each => input[each] !== undefined);
  if (word === undefined) {
    checkProbeKeys(input, context);
    return;
  }
  const given = Object.keys(input).filter(key => input[key as keyof ProbeInput] !== undefined);
  for (const key of given)
    if (key !== word && !(word === 'pool' && key === 'at-least'))
      context.addIssue({ code: 'custom', path: [key], message: `"${key}" does not stand beside ${word}` });
}

/** Keys that hold for a check as a whole. */
const BESIDE_PARTS: readonly string[] = ['track', 'flap'];

/** What is said when there is nothing to count. */
function missingOf({ all, any }: ProbeInput): string {
  const word = all === undefined ? (any === undefined ? undefined : 'any') : 'all';
  return `it counts the parts under of, which is missing${word === undefined ? '' : `: write \`of\` in place of \`${word}\``}`;
}

/** Reports keys that contradict each other. */
export function checkProbeKeys(input: ProbeInput, context: z.core.$RefinementCtx): void {
  const add = (key: string, message: string) => context.addIssue({ code: 'custom', path: [key], message });
  const own = [...KIND_NAMES, ...KIND_KEYS, ...Object.keys(timingKeys), 'use', 'port'].filter(
    key => !BESIDE_PARTS.includes(key) && input[key as keyof ProbeInput] !== undefined,
  );
  checkCheckKeys(input, own, add);
  if (input['at-least'] !== undefined && input.of === undefined && !('pool' in input))
    add('at-least', missingOf(input));
  const [kind, ...others] = KIND_NAMES.filter(name => name !== 'track' && input[name] !== undefined);
  for (const other of others)
    add(
      other,
      `${kind} is there already, and a probe is of one kind: several are parts, as in \`all: [{ ${kind}: … }, { ${other}: … }]\``,
    );
  if (kind === undefined || others.length > 0) return;
  for (const key of KIND_KEYS)
    if (input[key as keyof ProbeInput] !== undefined && !hasKey(kind, key)) add(key, foreignKey(key, kind));
  if (typeof input[kind] === 'number' && input.port !== undefined && input[kind] !== input.port)
    add('port', `the port stands here and under ${kind}; keep one`);
}

/** What the keys refer to. */
export function probeReference(input: ProbeInput): ProbeReference {
  const overrides = overridesOf(input);
  const check = checkOf(input);
  if (check !== undefined) return { overrides, check };
  return input.use === undefined ? { overrides } : { profile: input.use, overrides };
}

const PROBE = 'expected the name of a profile, or a mapping such as { http: / }';

/** A probe: the name of a profile, or a mapping. */
export const probe = advised(
  z.union([z.string().min(1), keys.superRefine(checkProbeKeys)], { error: PROBE }),
  { advice: probeAdvice },
).transform(
  (value): ProbeReference =>
    typeof value === 'string' ? { profile: value, overrides: {} } : probeReference(value),
);

const { use: _use, ...profileKeys } = probeKeys;

/** A named profile: a mapping that refers to no other profile. */
export const profile = advised(z.strictObject(profileKeys), { advice: profileShapeAdvice, key: probeKey })
  .superRefine(checkProbeKeys)
  .transform((value): ProbeReference => probeReference(value));
