// How long tests wait on a machine that may be busy, and what a time limit means there.

/** For what should come at once: only a test that fails waits so long. */
export const PATIENCE_MS = 60_000;

/** CPU time that shows how busy the machine is, in milliseconds. */
const SPIN_MS = 100;

/** How many times longer work takes here now than on a machine that does nothing else; at least 1. */
function slowness(): number {
  const from = performance.now();
  const before = process.cpuUsage();
  let usedMs = 0;
  while (usedMs < SPIN_MS) {
    const { user, system } = process.cpuUsage(before);
    usedMs = (user + system) / 1000;
  }
  return Math.max(1, (performance.now() - from) / usedMs);
}

/** Whether what took so long was done within a time limit; on a machine that is busy, within as much of its time. */
export function isWithin(limitMs: number, tookMs: number): boolean {
  return tookMs < limitMs || tookMs < limitMs * slowness();
}
