// The kind `agent`: its keys in YAML, defaults and runner.
import type { ProbeKind } from '../kind.js';
import { choosePort, portChoice } from '../port-choice.js';
import { optionalTlsFault, optionalTlsName, tlsDefaults, tlsKey, tlsKeys } from '../tls/settings.js';
import { sendKeys } from '../wire/send.js';
import { sourceKeys } from '../wire/source.js';
import type { AgentSpec } from './spec.js';

export const agent = {
  choice: portChoice('Probe by an agent, which says how its member is: true, or the port'),
  choose: choosePort,
  keys: { ...sendKeys, tls: tlsKey, ...tlsKeys, ...sourceKeys },
  defaults: { tls: false, ...tlsDefaults },
  needsPort: true,
  // An agent stands beside the service that it speaks for.
  hasOwnPort: true,
  fault: optionalTlsFault,
  probedName: optionalTlsName,
  load: () => import('./run.js'),
} satisfies ProbeKind<AgentSpec>;
