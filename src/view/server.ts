// Which running server this is: what a verb asks first, to find the one that is meant.
import { z } from 'zod';

/** What tells one server from another; `status` shows it too. */
export const identity = {
  pid: z.int(),
  /** The version of the program. */
  release: z.string(),
  /** Addresses on which queries are answered. */
  listen: z.array(z.string()).readonly(),
  uptimeMs: z.int(),
} as const;

export const serverView = z.strictObject({
  ...identity,
  /** Absolute path; absent for a server without one. */
  configFile: z.string().optional(),
});
export type ServerView = Readonly<z.output<typeof serverView>>;
