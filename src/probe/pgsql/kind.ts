// The kind `pgsql`: its keys in YAML, defaults and runner.
import { z } from 'zod';
import type { ProbeFault, ProbeKind } from '../kind.js';
import { loginKeys, strangerFault } from '../login/login.js';
import { QUESTIONS, questionFault, questionKeys } from '../login/question.js';
import { roleKeys } from '../login/role.js';
import { choosePort, portChoice } from '../port-choice.js';
import { optionalTlsFault, optionalTlsName, tlsDefaults, tlsKey, tlsKeys } from '../tls/settings.js';
import { sourceKeys } from '../wire/source.js';
import { ONE_LINE } from '../words.js';
import type { PgsqlSpec } from './spec.js';

const databaseKeys = {
  database: z
    .string()
    .regex(ONE_LINE, { error: 'expected a name of one line' })
    .min(1)
    .max(256)
    .describe('Database to log in to; default: the one that is called like the user')
    .optional(),
};

function fault(fields: Partial<PgsqlSpec>): ProbeFault | undefined {
  return (
    strangerFault(fields, ['password', 'database', ...QUESTIONS]) ??
    questionFault(fields) ??
    optionalTlsFault(fields)
  );
}

export const pgsql = {
  choice: portChoice('Probe a PostgreSQL server: true, or the port'),
  choose: choosePort,
  keys: {
    ...roleKeys,
    ...questionKeys,
    ...loginKeys,
    ...databaseKeys,
    tls: tlsKey,
    ...tlsKeys,
    ...sourceKeys,
  },
  defaults: { role: 'any', tls: false, ...tlsDefaults },
  usualPort: 5432,
  fault,
  probedName: optionalTlsName,
  load: () => import('./run.js'),
} satisfies ProbeKind<PgsqlSpec>;
