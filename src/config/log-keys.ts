// The shape of `log` in rondo.yaml: how much is logged, and in which form.
import { z } from 'zod';
import { off, on } from '../source/fields.js';
import { wordAdvice } from '../source/foreign-words.js';
import { advised } from '../source/value-advice.js';

const FRACTION = 'expected on, off or a fraction from 0 to 1, with 1 for all queries';
const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** Who writes one word means one of the keys. */
function logAdvice(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const word = value.toLowerCase();
  if (LEVELS.some(level => level === word)) return `write { level: ${word} }`;
  if (['json', 'text', 'auto'].includes(word)) return `write { format: ${word} }`;
  if (/[/.]|^(?:syslog|stderr|stdout|file|journal|journald)$/.test(word))
    return 'the log goes to standard error: what starts the server sends that to a file or a journal';
  return wordAdvice(value, LEVELS);
}

/** A share in percent. */
function fractionAdvice(value: unknown): string | undefined {
  const percent = /^(\d{1,3}(?:\.\d+)?)\s*%?$/.exec(String(value));
  return percent === null || Number(percent[1]) > 100
    ? undefined
    : `write ${Number(percent[1]) / 100} for ${percent[1]}%`;
}

export const log = advised(
  z.strictObject({
    level: z.enum(LEVELS).describe('Default: info').optional(),
    format: z
      .enum(['auto', 'json', 'text'])
      .describe('Default: auto, text on a terminal and JSON elsewhere')
      .optional(),
    queries: z
      .union(
        [
          off.transform(() => 0),
          on.transform(() => 1),
          advised(z.number().min(0, { error: FRACTION }).max(1, { error: FRACTION }), {
            advice: fractionAdvice,
          }),
        ],
        { error: FRACTION },
      )
      .describe('Fraction of queries to log, 0 to 1; default: 0')
      .optional(),
  }),
  { advice: logAdvice },
);
