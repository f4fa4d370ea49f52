// The kind `grpc`: its keys in YAML, defaults and runner.
import { z } from 'zod';
import type { ProbeKind } from '../kind.js';
import { choosePort, portChoice } from '../port-choice.js';
import { optionalTlsFault, tlsDefaults, tlsKey, tlsKeys } from '../tls/settings.js';
import { hostKeys, hostOr } from '../wire/host.js';
import { sourceKeys } from '../wire/source.js';
import { ONE_LINE } from '../words.js';
import type { GrpcSpec } from './spec.js';

const grpcKeys = {
  service: z
    .string()
    .regex(ONE_LINE, { error: 'expected the name of a service' })
    .max(256)
    .describe('gRPC service to ask about; default: the server as a whole')
    .optional(),
};

export const grpc = {
  choice: portChoice('Probe by the health service of gRPC: true, or the port'),
  choose: choosePort,
  keys: { ...grpcKeys, ...hostKeys, tls: tlsKey, ...tlsKeys, ...sourceKeys },
  defaults: { service: '', tls: false, ...tlsDefaults },
  needsPort: true,
  fault: optionalTlsFault,
  probedName: hostOr,
  load: () => import('./run.js'),
} satisfies ProbeKind<GrpcSpec>;
