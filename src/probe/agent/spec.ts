// What is settled about an agent probe.
import type { TlsSpec } from '../tls/settings.js';
import type { SendSpec } from '../wire/send.js';
import type { SourceSpec } from '../wire/source.js';

export interface AgentSpec extends SourceSpec, SendSpec, TlsSpec {
  readonly tls: boolean;
}
