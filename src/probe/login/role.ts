// The role that a database must have, for the kinds that can tell it.
import { z } from 'zod';

export type Role = 'any' | 'primary' | 'replica';

export const roleKeys = {
  role: z
    .enum(['any', 'primary', 'master', 'replica'])
    .transform((role): Role => (role === 'master' ? 'primary' : role))
    .describe('Role that it must have; master is another word for primary; default: any')
    .optional(),
};
