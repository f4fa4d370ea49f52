// The kind `tcp`: its keys in YAML, defaults and runner.
import type { ProbeKind } from '../kind.js';
import { choosePort, portChoice } from '../port-choice.js';
import { optionalTlsFault, optionalTlsName, tlsDefaults, tlsKey, tlsKeys } from '../tls/settings.js';
import { expectKeys } from '../wire/expect.js';
import { sendKeys } from '../wire/send.js';
import { sourceKeys } from '../wire/source.js';
import type { TcpSpec } from './spec.js';

export const tcp = {
  choice: portChoice('Probe by connecting: true, or the port'),
  choose: choosePort,
  keys: { tls: tlsKey, ...sendKeys, ...expectKeys, ...tlsKeys, ...sourceKeys },
  defaults: { tls: false, ...tlsDefaults },
  needsPort: true,
  fault: fields => {
    if (fields.send !== undefined && fields.expect === undefined)
      return { key: 'send', message: 'what comes back after `send` must be judged', hint: 'add `expect:`' };
    if (typeof fields.expect === 'object')
      return {
        key: 'expect',
        message: 'a tcp probe expects a text, no pattern',
        hint: 'use `http:` with `body:`, or `exec:`',
      };
    return optionalTlsFault(fields);
  },
  probedName: optionalTlsName,
  load: () => import('./run.js'),
} satisfies ProbeKind<TcpSpec>;
