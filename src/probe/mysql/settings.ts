// The settings of the mysql probe, and its keys in YAML.
import { z } from 'zod';
import { port } from '../../source/fields.js';
import { choosePort, optionalTlsFault, type ProbeKind } from '../kind.js';
import { type LoginSpec, loginKeys, strangerFault } from '../login/login.js';
import { type Role, roleKeys } from '../login/role.js';
import { type TlsSpec, tlsDefaults, tlsKey, tlsKeys } from '../tls/settings.js';
import { type SourceSpec, sourceKeys } from '../wire/source.js';

export interface MysqlSpec extends SourceSpec, TlsSpec, LoginSpec {
  readonly kind: 'mysql';
  readonly tls: boolean;
  readonly role: Role;
}

export const mysql = {
  choice: z
    .union([z.literal(true), port], { error: 'expected true or a port from 1 to 65535' })
    .describe('Probe a MySQL or MariaDB server: true, or the port'),
  choose: choosePort,
  keys: { ...roleKeys, ...loginKeys, tls: tlsKey, ...tlsKeys, ...sourceKeys },
  defaults: { role: 'any', tls: false, ...tlsDefaults },
  usualPort: 3306,
  fault: fields => strangerFault(fields, ['password']) ?? optionalTlsFault(fields),
} satisfies ProbeKind;
