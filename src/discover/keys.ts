// The keys of `members:` when a source finds them: `{ from: KIND, … }`.
import { dirname } from 'node:path';
import { z } from 'zod';
import { port, truth } from '../source/fields.js';
import { advised } from '../source/value-advice.js';
import { SOURCE_NAMES, SOURCES, sourceOf } from './registry.js';
import type { SourceRules, Target } from './source.js';
import { type SourceSpec, sourceKey } from './spec.js';
import { kindAdvice, sourceAdvice, sourceKeyAdvice } from './written-advice.js';

const usualKeys = {
  port: port.describe('Port to probe of members for which the source names none').optional(),
  'allow-empty': truth
    .describe('yes: a list without members is meant; default: no, and the last good one stays')
    .optional(),
};

const kinds = SOURCE_NAMES.map(name => {
  const keys = { ...SOURCES[name].keys, ...usualKeys };
  const from = advised(z.literal(name), { advice: value => kindAdvice(value, SOURCE_NAMES) });
  return advised(z.strictObject({ from, ...keys }), {
    key: (key, mapping) =>
      mapping.from === name ? sourceKeyAdvice(key, mapping, Object.keys(keys)) : undefined,
  });
});

/** Members that a source finds. */
export const source = advised(
  z.discriminatedUnion('from', kinds as [(typeof kinds)[0], ...typeof kinds], {
    error: `expected from: ${SOURCE_NAMES.join(', ')}`,
  }),
  { advice: value => sourceAdvice(value, SOURCE_NAMES) },
);

export type SourceInput = z.output<typeof source>;

function specOf(kind: SourceSpec['kind'], settings: object, rules: SourceRules): SourceSpec {
  const label = sourceOf(kind).label(settings as never);
  return { kind, key: sourceKey(kind, { settings, ...rules }), label, settings, ...rules };
}

/**
 * What is settled about a source.
 * @param file that names it
 * @param portless the kind of the probe, when that leaves the port to the members
 */
export function sourceSpec(input: SourceInput, file: string, portless?: string): SourceSpec {
  const { from: kind, port: usualPort, 'allow-empty': allowsEmpty = false, ...own } = input;
  const settings = sourceOf(kind).settle(own as never, dirname(file));
  return specOf(kind, settings, {
    allowsEmpty,
    ...(usualPort === undefined ? {} : { port: usualPort }),
    ...(portless === undefined ? {} : { portless }),
  });
}

/** The same for members that are written, of which some are given by name. */
export function writtenSpec(targets: readonly Target[]): SourceSpec {
  return specOf('list', { targets }, { allowsEmpty: false });
}
