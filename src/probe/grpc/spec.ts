// What is settled about a grpc probe.
import type { TlsSpec } from '../tls/settings.js';
import type { SourceSpec } from '../wire/source.js';

export interface GrpcSpec extends SourceSpec, TlsSpec {
  readonly tls: boolean;
  /** The service to ask about; empty for the server as a whole. */
  readonly service: string;
  /** The authority; the pool's owner name when absent. */
  readonly host?: string;
}
