// The role that a database must have, for the kinds that can tell it.
import { z } from 'zod';
import type { ProbeFault } from '../kind.js';

export type Role = 'any' | 'primary' | 'replica' | 'subscriber';

export interface RoleSpec {
  readonly role: Role;
}

export const roleKeys = {
  role: z
    .enum(['any', 'primary', 'master', 'replica', 'subscriber'])
    .transform((role): Role => (role === 'master' ? 'primary' : role))
    .describe(
      'Role that it must have; master is another word for primary, and subscriber is for pgsql; default: any',
    )
    .optional(),
};

/** What is wrong with the role for kinds of servers that have no subscribers. */
export function roleFault({ role }: Partial<RoleSpec>): ProbeFault | undefined {
  if (role !== 'subscriber') return undefined;
  return { key: 'role', message: 'subscribers are of PostgreSQL only', hint: 'use `role: replica`' };
}

/** What is told of a server with another role. */
export const otherRole = (found: string, role: Role) =>
  ({ code: 'L7STS', text: `the role is ${found}, not ${role}` }) as const;
