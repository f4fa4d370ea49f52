// How many queries are answered in a second, and how: now, and in the last minutes.
import { z } from 'zod';

/** How many seconds are kept. */
export const RATE_SECONDS = 300;

/** What is counted, in the order in which it is shown. */
export const RATE_NAMES = [
  'answers',
  'noerror',
  'nxdomain',
  'servfail',
  'refused',
  'other',
  'cached',
  'blocked',
  'dropped',
] as const;
export type RateName = (typeof RATE_NAMES)[number];

const WHAT: Readonly<Record<RateName, string>> = {
  answers: 'All answers.',
  noerror: 'Of these, with NOERROR.',
  nxdomain: 'With NXDOMAIN.',
  servfail: 'With SERVFAIL.',
  refused: 'With REFUSED.',
  other: 'With another response code.',
  cached: 'Answers that upstreams had given before.',
  blocked: 'Answers to names that a list blocks.',
  dropped: 'Messages without an answer.',
};

/** @param form of what stands under each name */
function byName<Form extends z.ZodType>(form: Form): Record<RateName, Form> {
  const entries = RATE_NAMES.map(name => [name, form.describe(WHAT[name])]);
  return Object.fromEntries(entries) as Record<RateName, Form>;
}

/** In a second. */
export const ratesView = z.strictObject(byName(z.number().min(0))).readonly();
export type RatesView = z.output<typeof ratesView>;

export const rateHistory = z
  .strictObject({
    until: z.iso.datetime().describe('When the last second ended.'),
    seconds: z
      .strictObject(byName(z.array(z.number().min(0)).max(RATE_SECONDS).readonly()))
      .readonly()
      .describe('One number for each second, the oldest first; no more than the server has counted.'),
  })
  .readonly();
export type RateHistory = z.output<typeof rateHistory>;
