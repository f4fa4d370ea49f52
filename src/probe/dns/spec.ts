// What is settled about a dns probe.
import type { SourceSpec } from '../wire/source.js';

export interface DnsSpec extends SourceSpec {
  /** The QNAME, as text with a final dot. */
  readonly qname: string;
  /** The QTYPE. */
  readonly type: number;
  /** Accepted response codes. */
  readonly rcode: readonly number[];
  /** Addresses that the answer section must hold, all of them, in canonical text. */
  readonly answer?: readonly string[];
}
