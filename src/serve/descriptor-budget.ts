// The budget of descriptors: how many files and sockets each part of the server may have open, so that none takes those of another.

import { MAX_CONNECTIONS, MAX_EACH } from '../forward/stream/stream-pool.js';
import { DESCRIPTOR_USE, type DescriptorUse } from '../view/descriptor-use.js';

export type DescriptorShares = Readonly<Record<DescriptorUse, number>>;

/** What the shares are made from. */
export interface DescriptorDemand {
  /** How many this process may have open. */
  readonly limit: number;
  /** Threads beside the main thread. */
  readonly threads: number;
  /** Sockets that listen for queries. */
  readonly listeners: number;
  /** Members that are probed over a connection, and those that are probed by a command. */
  readonly members: number;
  readonly commands: number;
  /** Sockets and connections to upstreams; 0 when nothing is forwarded. */
  readonly forwards: number;
  /** Receivers of notifications: none when absent. */
  readonly receivers?: number;
  /** Connections to sources of members: none when absent. */
  readonly sources?: number;
  /** Connections that may be open on all addresses together. */
  readonly connections: number;
}

/** What a member costs that is probed by a command: three pipes and one in which a failed start is told. */
export const PER_COMMAND = 4;

const MAIN_THREAD = 20;
/** A connection, or a program with three pipes and one in which a failed start is told. */
const PER_RECEIVER = 4;
const PER_THREAD = 6;
/** The admin address, the control socket, and what asks whether a former one is alive. */
const OTHER_LISTENERS = 4;
/** Each part has a part of the limit in reserve, within these bounds. A library that is loaded late opens some ninety files at once. */
const RESERVE_PART = {
  [DESCRIPTOR_USE.FILES]: 0.25,
  [DESCRIPTOR_USE.ADMIN]: 0.0625,
  [DESCRIPTOR_USE.CONTROL]: 0.0625,
} as const;
const LEAST = 8;
const MOST = {
  [DESCRIPTOR_USE.FILES]: 128,
  [DESCRIPTOR_USE.ADMIN]: 64,
  [DESCRIPTOR_USE.CONTROL]: 64,
} as const;

/** Of a limit that is far too low, what parts have that share what is left. */
const LAST_RESORT = 4;

/** Shares out what is left to those who want it: nobody gets more than he wants, nor more than another who wants more still. */
function shareOut(left: number, wants: readonly number[]): number[] {
  const given = wants.map(() => 0);
  const byWant = wants.map((_, index) => index).sort((a, b) => wants[a] - wants[b]);
  let rest = left;
  for (const [done, index] of byWant.entries()) {
    given[index] = Math.min(wants[index], Math.floor(rest / (wants.length - done)));
    rest -= given[index];
  }
  return given;
}

/** What the parts have that must never wait for others. */
function reserves({ limit, threads, listeners, receivers = 0, sources = 0 }: DescriptorDemand) {
  const reserve = (use: keyof typeof MOST) =>
    Math.min(MOST[use], Math.max(LEAST, Math.floor(limit * RESERVE_PART[use])));
  return {
    own: MAIN_THREAD + PER_THREAD * threads + PER_RECEIVER * receivers + sources,
    listeners: OTHER_LISTENERS + 2 * listeners,
    files: reserve(DESCRIPTOR_USE.FILES),
    admin: reserve(DESCRIPTOR_USE.ADMIN),
    control: reserve(DESCRIPTOR_USE.CONTROL),
  };
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);

/** Forwarded queries beyond these have what nobody else wants. */
const FIRST_FORWARDS = 1000;

function wantsOf({ members, commands, forwards, connections }: DescriptorDemand): number[] {
  return [members + PER_COMMAND * commands, Math.min(forwards, FIRST_FORWARDS), connections];
}

/** The shares: together within the limit, unless that is too low for the reserves alone. */
export function shareDescriptors(demand: DescriptorDemand): DescriptorShares {
  const reserved = reserves(demand);
  const wants = wantsOf(demand);
  const left = Math.max(LAST_RESORT * wants.length, demand.limit - sum(Object.values(reserved)));
  const [probes, upstreams, streams] = shareOut(left, wants);
  const unwanted = left - probes - upstreams - streams;
  const further = upstreams === FIRST_FORWARDS ? Math.min(unwanted, demand.forwards - FIRST_FORWARDS) : 0;
  return { ...reserved, probes, upstreams: upstreams + further, streams };
}

/** The least limit with which everybody has what he wants first. */
export function wantedLimit(demand: DescriptorDemand): number {
  const most = { ...demand, limit: Number.MAX_SAFE_INTEGER };
  return sum(Object.values(reserves(most))) + sum(wantsOf(demand));
}

/** How a share of probes is split: so many over connections, so many by commands; one of each that there are, at least. */
export function splitProbes(
  probes: number,
  { members, commands }: Pick<DescriptorDemand, 'members' | 'commands'>,
): { readonly connections: number; readonly commands: number } {
  if (commands === 0) return { connections: Math.max(1, probes), commands: 1 };
  const [connections, forCommands] = shareOut(probes, [members, PER_COMMAND * commands]);
  return {
    connections: Math.max(1, connections),
    commands: Math.max(1, Math.floor(forCommands / PER_COMMAND)),
  };
}

/** The part of what upstreams have that connections may take: datagrams need many sockets, so that their ports are hard to guess. */
const CONNECTION_PART = 0.25;

/** What is kept for connections to so many upstreams. */
export function wantedConnections(upstreams: number): number {
  return Math.min(MAX_CONNECTIONS, MAX_EACH * upstreams);
}

/** How a share of so many upstreams is split: connections to all and to each of them, over TCP and TLS, and sockets for datagrams. */
export function splitUpstreams(
  share: number,
  upstreams: number,
): { readonly connections: number; readonly each: number; readonly sockets: number } {
  const most = Math.floor(share * CONNECTION_PART);
  const connections = Math.max(1, Math.min(most, wantedConnections(upstreams)));
  const each = Math.floor(connections / Math.max(1, upstreams));
  return {
    connections,
    each: Math.max(1, Math.min(MAX_EACH, each)),
    sockets: Math.max(1, share - connections),
  };
}
