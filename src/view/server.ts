// Which running server this is: what a verb asks first, to find the one that is meant.
import { z } from 'zod';

/** What tells one server from another; `status` shows it too. */
export const identity = {
  pid: z.int(),
  release: z.string().describe('The version of the program.'),
  listen: z.array(z.string()).readonly().describe('Addresses on which queries are answered.'),
  uptimeMs: z.int(),
} as const;

export const serverView = z.strictObject({
  ...identity,
  configFile: z.string().optional().describe('Absolute path; absent for a server without one.'),
});
export type ServerView = Readonly<z.output<typeof serverView>>;
