// What is settled about an smtp probe.
import type { Line } from '../../../src/probe/wire/dial.js';

export interface SmtpSpec extends Line {
  /** The name that the probe gives. */
  readonly ehlo: string;
}
