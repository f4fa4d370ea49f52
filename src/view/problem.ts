// What is wrong or doubtful in a file, and what is wrong now.
import { z } from 'zod';
import { faultView } from './fault.js';

const problem = {
  severity: z.enum(['error', 'warning']),
  place: z.strictObject({ file: z.string(), line: z.number(), column: z.number() }).readonly(),
  message: z.string(),
  hint: z.string().optional(),
  sourceLine: z.string().optional(),
  width: z.number().optional().describe('How many characters the caret underlines.'),
} as const;

/** Something wrong or doubtful in a file. */
export const problemView = z.strictObject(problem).readonly();

export const shownProblem = z
  .strictObject({
    ...problem,
    text: z.string().describe('All of it in some lines, with the line of the file and a caret under it.'),
  })
  .readonly();

/** How the last reload went, or the first load when there was none. */
export const problemsView = z
  .strictObject({
    configFile: z.string().optional().describe('Absolute path; absent for a server without one.'),
    generation: z.int().min(1).describe('Counts what came into force.'),
    lastSuccess: z.iso.datetime().describe('When all was in order last. RFC 3339.'),
    ok: z.boolean().describe('Whether nothing is wrong.'),
    refused: z
      .string()
      .optional()
      .describe('Why all stays as it was at the last reload; absent when it came into force.'),
    unheard: z
      .string()
      .optional()
      .describe('Why it listens where it did before the last reload; absent when it listens as it should.'),
    problems: z
      .array(shownProblem)
      .readonly()
      .describe('Mistakes and doubts of the last load, in the order of files and lines.'),
    dropped: z.int().describe('Problems that are not listed.'),
    faults: z.array(faultView).readonly().describe('What is not served as its file stands.'),
  })
  .readonly();
export type ProblemsView = z.output<typeof problemsView>;
