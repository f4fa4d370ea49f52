// The kind `redis`: its keys in YAML, defaults and runner.
import type { ProbeKind } from '../kind.js';
import { loginFault, loginKeys } from '../login/login.js';
import { roleFault, roleKeys } from '../login/role.js';
import { choosePort, portChoice } from '../port-choice.js';
import { optionalTlsFault, optionalTlsName, tlsDefaults, tlsKey, tlsKeys } from '../tls/settings.js';
import { sourceKeys } from '../wire/source.js';
import type { RedisSpec } from './spec.js';

export const redis = {
  choice: portChoice('Probe a Redis server: true, or the port'),
  choose: choosePort,
  keys: { ...roleKeys, ...loginKeys, tls: tlsKey, ...tlsKeys, ...sourceKeys },
  defaults: { role: 'any', tls: false, ...tlsDefaults },
  usualPort: 6379,
  fault: fields => roleFault(fields) ?? loginFault(fields) ?? optionalTlsFault(fields),
  probedName: optionalTlsName,
  load: () => import('./run.js'),
} satisfies ProbeKind<RedisSpec>;
