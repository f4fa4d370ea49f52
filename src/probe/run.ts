// Runs a probe by the kind of its spec.
import { kindOf } from './kinds.js';
import type { ProbeResult } from './result.js';
import type { ProbeSpec } from './spec.js';
import type { Target } from './target.js';

/**
 * The port to probe: the member's, else the probe's, or the other way round, as the kind has it; else the
 * usual one of the kind; undefined when there is none.
 */
export function probePort(spec: Pick<ProbeSpec, 'kind' | 'port'>, memberPort?: number): number | undefined {
  const { hasOwnPort = false, usualPort } = kindOf(spec.kind);
  const [first, second] = hasOwnPort ? [spec.port, memberPort] : [memberPort, spec.port];
  return first ?? second ?? usualPort;
}

/** The name that is asked for; empty when it makes no difference to the probe. */
export function probedName(spec: ProbeSpec, owner: string): string {
  return kindOf(spec.kind).probedName?.(spec as never, owner) ?? '';
}

/** Tries a target once. Never rejects, and resolves within `spec.timeoutMs`. */
export type Probe = (target: Target, spec: ProbeSpec) => Promise<ProbeResult>;

/**
 * Tries the target once, by the spec's kind. See {@link Probe}.
 * @throws Error when the kind has nothing to run: a programming error
 */
export async function runProbe(target: Target, spec: ProbeSpec): Promise<ProbeResult> {
  const runner = await kindOf(spec.kind).load?.();
  if (runner === undefined) throw new Error(`there is no probe of the kind ${spec.kind}`);
  return runner.probe({ ...target, port: probePort(spec, target.port) }, spec as never);
}
