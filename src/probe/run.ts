// The kinds of probes: one line each. A kind is loaded with its first probe: few servers need them all.
import { kindOf } from './registry.js';
import type { ProbeResult } from './result.js';
import type { ProbeKindName, ProbeSpec, SpecOf } from './spec.js';
import type { ProbeOf, Target } from './target.js';

interface Runner<Kind extends ProbeKindName> {
  load(): Promise<ProbeOf<Kind>>;
  /** The name that it asks for, of records that belong to `owner`; absent when it asks for none. */
  readonly name?: (spec: SpecOf<Kind>, owner: string) => string;
}

const hostOr = ({ host }: SpecOf<'http' | 'https' | 'grpc'>, owner: string) => host ?? owner;

const tlsName = ({ tls, sni }: SpecOf<'tcp' | 'redis' | 'pgsql' | 'mysql' | 'agent'>, owner: string) =>
  tls ? (sni ?? owner) : '';

/** The kinds of probes that are run. */
type RunKind = Exclude<ProbeKindName, 'track'>;

const runners: { readonly [Kind in RunKind]: Runner<Kind> } = {
  http: { load: async () => (await import('./http/run.js')).probeHttp, name: hostOr },
  https: { load: async () => (await import('./http/run.js')).probeHttp, name: hostOr },
  tcp: { load: async () => (await import('./tcp/run.js')).probeTcp, name: tlsName },
  dns: { load: async () => (await import('./dns/run.js')).probeDns },
  redis: { load: async () => (await import('./redis/run.js')).probeRedis, name: tlsName },
  pgsql: { load: async () => (await import('./pgsql/run.js')).probePgsql, name: tlsName },
  mysql: { load: async () => (await import('./mysql/run.js')).probeMysql, name: tlsName },
  grpc: { load: async () => (await import('./grpc/run.js')).probeGrpc, name: hostOr },
  agent: { load: async () => (await import('./agent/run.js')).probeAgent, name: tlsName },
  exec: { load: async () => (await import('./exec/run.js')).probeExec, name: (_, owner) => owner },
  file: { load: async () => (await import('./file/run.js')).probeFile },
};

/** The runner of a spec's kind, which takes the specs of that kind; undefined when there is nothing to run. */
function runnerOf({ kind }: ProbeSpec): Runner<never> | undefined {
  return kind === 'track' ? undefined : runners[kind];
}

/**
 * The port to probe: the member's, else the probe's, or the other way round, as the kind has it; else the usual one of the kind;
 * undefined when there is none.
 */
export function probePort(spec: Pick<ProbeSpec, 'kind' | 'port'>, memberPort?: number): number | undefined {
  const { hasOwnPort = false, usualPort } = kindOf(spec.kind);
  const [first, second] = hasOwnPort ? [spec.port, memberPort] : [memberPort, spec.port];
  return first ?? second ?? usualPort;
}

/** The name that is asked for; empty when it makes no difference to the probe. */
export function probedName(spec: ProbeSpec, owner: string): string {
  return runnerOf(spec)?.name?.(spec as never, owner) ?? '';
}

/**
 * Tries the target once, by the spec's kind. Never rejects, and resolves within `spec.timeoutMs`.
 * @throws Error when the kind has nothing to run: a programming error
 */
export async function runProbe(target: Target, spec: ProbeSpec): Promise<ProbeResult> {
  const runner = runnerOf(spec);
  if (runner === undefined) throw new Error(`there is no probe of the kind ${spec.kind}`);
  const run = await runner.load();
  return run({ ...target, port: probePort(spec, target.port) }, spec as never);
}
