// The kinds of probes: one line each.
import { kindOf } from '../../zone/probe/kinds.js';
import type { ProbeKindName, ProbeSpec, SpecOf } from '../../zone/probe/spec.js';
import { probeAgent } from './agent.js';
import { probeDns } from './dns.js';
import { probeExec } from './exec.js';
import { probeFile } from './file.js';
import { probeGrpc } from './grpc.js';
import { probeHttp } from './http.js';
import { probeMysql } from './mysql.js';
import { probePgsql } from './pgsql.js';
import { probeRedis } from './redis.js';
import type { ProbeResult } from './result.js';
import type { ProbeOf, Target } from './target.js';
import { probeTcp } from './tcp.js';

interface Runner<Kind extends ProbeKindName> {
  readonly run: ProbeOf<Kind>;
  /** The name that it asks for, of records that belong to `owner`; absent when it asks for none. */
  readonly name?: (spec: SpecOf<Kind>, owner: string) => string;
}

const hostOr = ({ host }: SpecOf<'http' | 'https' | 'grpc'>, owner: string) => host ?? owner;

const tlsName = ({ tls, sni }: SpecOf<'tcp' | 'redis' | 'pgsql' | 'mysql' | 'agent'>, owner: string) =>
  tls ? (sni ?? owner) : '';

/** The kinds of probes that are run. */
type RunKind = Exclude<ProbeKindName, 'track'>;

const runners: { readonly [Kind in RunKind]: Runner<Kind> } = {
  http: { run: probeHttp, name: hostOr },
  https: { run: probeHttp, name: hostOr },
  tcp: { run: probeTcp, name: tlsName },
  dns: { run: probeDns },
  redis: { run: probeRedis, name: tlsName },
  pgsql: { run: probePgsql, name: tlsName },
  mysql: { run: probeMysql, name: tlsName },
  grpc: { run: probeGrpc, name: hostOr },
  agent: { run: probeAgent, name: tlsName },
  exec: { run: probeExec, name: (_, owner) => owner },
  file: { run: probeFile },
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
export function runProbe(target: Target, spec: ProbeSpec): Promise<ProbeResult> {
  const runner = runnerOf(spec);
  if (runner === undefined) throw new Error(`there is no probe of the kind ${spec.kind}`);
  return runner.run({ ...target, port: probePort(spec, target.port) }, spec as never);
}
