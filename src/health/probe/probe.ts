// The kinds of probes: one line each.
import type { ProbeSpec } from '../../zone/pool.js';
import { probeHttp } from './http.js';
import type { ProbeResult } from './result.js';
import type { Probe, Target } from './target.js';
import { probeTcp } from './tcp.js';

const kinds: Record<ProbeSpec['kind'], { readonly run: Probe; readonly usualPort?: number }> = {
  http: { run: probeHttp, usualPort: 80 },
  https: { run: probeHttp, usualPort: 443 },
  tcp: { run: probeTcp },
};

/** The port to probe: the member's, else the probe's, else the usual one of its kind; undefined when there is none. */
export function probePort(spec: Pick<ProbeSpec, 'kind' | 'port'>, memberPort?: number): number | undefined {
  return memberPort ?? spec.port ?? kinds[spec.kind].usualPort;
}

/** Tries the target once, by the spec's kind. Never rejects, and resolves within `spec.timeoutMs`. */
export function runProbe(target: Target, spec: ProbeSpec): Promise<ProbeResult> {
  return kinds[spec.kind].run({ ...target, port: probePort(spec, target.port) }, spec);
}
