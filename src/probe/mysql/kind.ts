// The kind `mysql`: its keys in YAML, defaults and runner.
import { truth } from '../../source/fields.js';
import type { ProbeKind } from '../kind.js';
import { loginKeys, strangerFault } from '../login/login.js';
import { QUESTIONS, questionFault, questionKeys } from '../login/question.js';
import { roleFault, roleKeys } from '../login/role.js';
import { choosePort, portChoice } from '../port-choice.js';
import { optionalTlsFault, optionalTlsName, tlsDefaults, tlsKey, tlsKeys } from '../tls/settings.js';
import { sourceKeys } from '../wire/source.js';
import type { MysqlSpec } from './spec.js';

export const mysql = {
  choice: portChoice('Probe a MySQL or MariaDB server: true, or the port'),
  choose: choosePort,
  keys: {
    ...roleKeys,
    ...questionKeys,
    ...loginKeys,
    'get-public-key': truth
      .describe('Without TLS, encrypt the password by a key that the server is asked for')
      .optional(),
    tls: tlsKey,
    ...tlsKeys,
    ...sourceKeys,
  },
  defaults: { role: 'any', tls: false, 'get-public-key': false, ...tlsDefaults },
  usualPort: 3306,
  fault: fields =>
    roleFault(fields) ??
    strangerFault(fields, ['password', 'get-public-key', ...QUESTIONS]) ??
    questionFault(fields) ??
    optionalTlsFault(fields),
  probedName: optionalTlsName,
  load: () => import('./run.js'),
} satisfies ProbeKind<MysqlSpec>;
