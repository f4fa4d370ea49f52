// A moment by each clock that there is, so that a later process can tell how long ago it was.
import { readFileSync } from 'node:fs';

export interface MachineMoment {
  /** Milliseconds since 1970. */
  readonly wallMs: number;
  /** Seconds since the machine was started; they say nothing after the next start. */
  readonly uptimeSeconds: number;
  /** Names this start of the machine; empty when it is not known. */
  readonly boot: string;
}

/** The name of this start of the machine; empty when it is not known. */
export function bootOf(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
  } catch {
    return '';
  }
}

/** How long ago a moment was, in seconds: by the clock that cannot be set, unless the machine was started since. Below zero when it seems to be in the future. */
export function secondsSince(then: MachineMoment, now: MachineMoment): number {
  return then.boot !== '' && then.boot === now.boot
    ? now.uptimeSeconds - then.uptimeSeconds
    : (now.wallMs - then.wallMs) / 1_000;
}
