// The settings of the agent probe, and its keys in YAML.
import { z } from 'zod';
import { port } from '../../source/fields.js';
import { choosePort, optionalTlsFault, type ProbeKind } from '../kind.js';
import { tcpKeys } from '../tcp/settings.js';
import { type TlsSpec, tlsDefaults, tlsKeys } from '../tls/settings.js';
import { type SourceSpec, sourceKeys } from '../wire/source.js';

export interface AgentSpec extends SourceSpec, TlsSpec {
  readonly kind: 'agent';
  readonly tls: boolean;
  /** What is sent first, as UTF-8. */
  readonly send?: string;
}

export const agent = {
  choice: z
    .union([z.literal(true), port], { error: 'expected true or a port from 1 to 65535' })
    .describe('Probe by an agent, which says how its member is: true, or the port'),
  choose: choosePort,
  keys: { send: tcpKeys.send, tls: tcpKeys.tls, ...tlsKeys, ...sourceKeys },
  defaults: { tls: false, ...tlsDefaults },
  needsPort: true,
  // An agent stands beside the service that it speaks for.
  hasOwnPort: true,
  fault: optionalTlsFault,
} satisfies ProbeKind;
