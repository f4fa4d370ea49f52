// The settings of the grpc probe, and its keys in YAML.
import { z } from 'zod';
import { port } from '../../source/fields.js';
import { hostKeys } from '../http/settings.js';
import { choosePort, optionalTlsFault, type ProbeKind } from '../kind.js';
import { type TlsSpec, tlsDefaults, tlsKey, tlsKeys } from '../tls/settings.js';
import { type SourceSpec, sourceKeys } from '../wire/source.js';
import { ONE_LINE } from '../words.js';

export interface GrpcSpec extends SourceSpec, TlsSpec {
  readonly kind: 'grpc';
  readonly tls: boolean;
  /** The service to ask about; empty for the server as a whole. */
  readonly service: string;
  /** The authority; the pool's owner name when absent. */
  readonly host?: string;
}

export const grpcKeys = {
  service: z
    .string()
    .regex(ONE_LINE, { error: 'expected the name of a service' })
    .max(256)
    .describe('gRPC service to ask about; default: the server as a whole')
    .optional(),
};

export const grpc = {
  choice: z
    .union([z.literal(true), port], { error: 'expected true or a port from 1 to 65535' })
    .describe('Probe by the health service of gRPC: true, or the port'),
  choose: choosePort,
  keys: { ...grpcKeys, ...hostKeys, tls: tlsKey, ...tlsKeys, ...sourceKeys },
  defaults: { service: '', tls: false, ...tlsDefaults },
  needsPort: true,
  fault: optionalTlsFault,
} satisfies ProbeKind;
