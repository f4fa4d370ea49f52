// The settings of the tcp probe, and its keys in YAML.
import { z } from 'zod';
import { port } from '../../source/fields.js';
import { choosePort, optionalTlsFault, type ProbeKind } from '../kind.js';
import { type TlsSpec, tlsDefaults, tlsKey, tlsKeys } from '../tls/settings.js';
import { type SourceSpec, sourceKeys } from '../wire/source.js';

export interface TcpSpec extends SourceSpec, TlsSpec {
  readonly kind: 'tcp';
  readonly tls: boolean;
  /** What is sent first, as UTF-8. */
  readonly send?: string;
  /** Text that the first 64 KiB of what comes back must contain. */
  readonly expect?: string;
}

const text = z.string().min(1).max(4_096);

export const tcpKeys = {
  tls: tlsKey,
  send: text.describe('Text to send once connected').optional(),
  expect: text.describe('Text that the first 64 KiB of what comes back must contain').optional(),
};

export const tcp = {
  choice: z
    .union([z.literal(true), port], { error: 'expected true or a port from 1 to 65535' })
    .describe('Probe by connecting: true, or the port'),
  choose: choosePort,
  keys: { ...tcpKeys, ...tlsKeys, ...sourceKeys },
  defaults: { tls: false, ...tlsDefaults },
  needsPort: true,
  fault: fields => {
    if (fields.send !== undefined && fields.expect === undefined)
      return { key: 'send', message: 'what comes back after `send` must be judged', hint: 'add `expect:`' };
    return optionalTlsFault(fields);
  },
} satisfies ProbeKind;
