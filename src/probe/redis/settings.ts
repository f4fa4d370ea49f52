// The settings of the redis probe, and its keys in YAML.
import { z } from 'zod';
import { port } from '../../source/fields.js';
import { choosePort, optionalTlsFault, type ProbeKind } from '../kind.js';
import { type LoginSpec, loginFault, loginKeys } from '../login/login.js';
import { type Role, roleKeys } from '../login/role.js';
import { type TlsSpec, tlsDefaults, tlsKey, tlsKeys } from '../tls/settings.js';
import { type SourceSpec, sourceKeys } from '../wire/source.js';

export interface RedisSpec extends SourceSpec, TlsSpec, LoginSpec {
  readonly kind: 'redis';
  readonly tls: boolean;
  readonly role: Role;
}

export const redis = {
  choice: z
    .union([z.literal(true), port], { error: 'expected true or a port from 1 to 65535' })
    .describe('Probe a Redis server: true, or the port'),
  choose: choosePort,
  keys: { ...roleKeys, ...loginKeys, tls: tlsKey, ...tlsKeys, ...sourceKeys },
  defaults: { role: 'any', tls: false, ...tlsDefaults },
  usualPort: 6379,
  fault: fields => loginFault(fields) ?? optionalTlsFault(fields),
} satisfies ProbeKind;
