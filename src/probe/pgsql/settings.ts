// The settings of the pgsql probe, and its keys in YAML.
import { z } from 'zod';
import { port } from '../../source/fields.js';
import { choosePort, optionalTlsFault, type ProbeFault, type ProbeKind } from '../kind.js';
import { type LoginSpec, loginKeys, strangerFault } from '../login/login.js';
import { type Role, roleKeys } from '../login/role.js';
import type { ProbeOverrides } from '../spec.js';
import { type TlsSpec, tlsDefaults, tlsKey, tlsKeys } from '../tls/settings.js';
import { type SourceSpec, sourceKeys } from '../wire/source.js';
import { ONE_LINE } from '../words.js';

export interface PgsqlSpec extends SourceSpec, TlsSpec, LoginSpec {
  readonly kind: 'pgsql';
  readonly tls: boolean;
  readonly role: Role;
  /** The server's default is the one that is called like the user. */
  readonly database?: string;
}

const databaseKeys = {
  database: z
    .string()
    .regex(ONE_LINE, { error: 'expected a name of one line' })
    .min(1)
    .max(256)
    .describe('Database to log in to; default: the one that is called like the user')
    .optional(),
};

function fault(fields: ProbeOverrides): ProbeFault | undefined {
  return strangerFault(fields, ['password', 'database']) ?? optionalTlsFault(fields);
}

export const pgsql = {
  choice: z
    .union([z.literal(true), port], { error: 'expected true or a port from 1 to 65535' })
    .describe('Probe a PostgreSQL server: true, or the port'),
  choose: choosePort,
  keys: { ...roleKeys, ...loginKeys, ...databaseKeys, tls: tlsKey, ...tlsKeys, ...sourceKeys },
  defaults: { role: 'any', tls: false, ...tlsDefaults },
  usualPort: 5432,
  fault,
} satisfies ProbeKind;
