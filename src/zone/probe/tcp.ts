// The settings of the tcp probe, and its keys in YAML.
import { z } from 'zod';
import { port } from '../yaml/fields.js';
import { choosePort, type ProbeKind } from './kind.js';

export interface TcpSpec {
  readonly kind: 'tcp';
}

export const tcp = {
  example: 'tcp: true',
  choice: z
    .union([z.literal(true), port], { error: 'expected true or a port from 1 to 65535' })
    .describe('Probe by connecting: true, or the port'),
  choose: choosePort,
  keys: {},
  defaults: {},
  needsPort: true,
} satisfies ProbeKind;
