// What is settled about a tcp probe.
import type { TlsSpec } from '../tls/settings.js';
import type { TextPattern } from '../wire/pattern.js';
import type { SendSpec } from '../wire/send.js';
import type { SourceSpec } from '../wire/source.js';

export interface TcpSpec extends SourceSpec, SendSpec, TlsSpec {
  readonly tls: boolean;
  /** Text that the first 64 KiB of what comes back must contain; no pattern, once that is checked. */
  readonly expect?: string | TextPattern;
}
