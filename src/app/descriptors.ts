// The descriptors of a running server: shares them out for each generation, and shows who has how many.
import { MAX_QUESTIONS } from '../discover/bounds.js';
import { MAX_IN_FLIGHT } from '../forward/forwarder.js';
import { type Route, upstreamToText } from '../forward/upstream.js';
import type { HealthEngine } from '../health/engine.js';
import { probesOf } from '../health/watched-pool.js';
import type { Log } from '../observe/log.js';
import {
  type DescriptorDemand,
  type DescriptorShares,
  PER_COMMAND,
  shareDescriptors,
  splitProbes,
  splitUpstreams,
  wantedConnections,
  wantedLimit,
} from '../serve/descriptor-budget.js';
import type { ListenConfig } from '../serve/listener-kinds.js';
import { openFiles, openFilesLimit } from '../serve/open-files.js';
import type { Generation } from '../store/generation.js';
import { sourcesOf } from '../store/open-zone.js';
import { DESCRIPTOR_USE } from '../view/descriptor-use.js';
import type { DescriptorsView } from '../view/descriptors.js';
import type { Forwarding } from './open-forwarding.js';

/** Threads beside the answer threads: of streams, of a reload, and of what runs regular expressions. */
const OTHER_THREADS = 3;
/** With fewer sockets to upstreams, their ports can be guessed more easily. */
const FEW_FORWARDS = 32;
/** The most sockets to upstreams; each is for some dozens of queries. */
const MOST_FORWARDS = 1000;
/**
 * Of the sockets to upstreams, and beside what is under way in answer threads, the main thread has such a part beside answer threads, for clients over TCP and rare things; more
 * for the routes that it has alone.
 */
const MAIN_PART = 0.2;

/** Who works within a share. */
export interface DescriptorUsers {
  readonly health: HealthEngine;
  readonly forwarding: Forwarding;
  /** Answer threads. */
  readonly threads: { readonly size: number };
  /** How many connections each has. */
  readonly connections: Readonly<Record<'admin' | 'control' | 'streams', () => number>>;
}

/** The connections to sources of members: of each a question, and of a daemon its events, too. */
function questionsAtOnce(zones: Generation['zones']): number {
  const counts = { http: 0, docker: 0 };
  for (const { kind } of sourcesOf(zones)) if (kind === 'http' || kind === 'docker') counts[kind]++;
  const { http, docker } = counts;
  return Math.min(MAX_QUESTIONS, http + docker) + Math.min(MAX_QUESTIONS, docker);
}

export class Descriptors {
  /** Those of the generation that was followed last. */
  shares: DescriptorShares;
  readonly #users: DescriptorUsers;
  readonly #limit = openFilesLimit();
  #demand: DescriptorDemand;
  /** How many upstreams there are. */
  #upstreams = 0;
  /** The part of the routes that the main thread has alone: those with an upstream over TLS. */
  #streamPart = 0;

  constructor(users: DescriptorUsers, generation: Generation) {
    this.#users = users;
    this.#demand = this.#demandOf(generation);
    this.shares = shareDescriptors(this.#demand);
    this.#apply();
  }

  /** Shares them out anew. Call before the parts work by the generation. */
  follow(generation: Generation): void {
    this.#demand = this.#demandOf(generation);
    this.shares = shareDescriptors(this.#demand);
    this.#apply();
  }

  /** The configuration with no more connections than there are descriptors for. */
  within({ listen, encrypted, tcp }: ListenConfig): ListenConfig {
    const most = Math.max(1, this.shares.streams);
    return { listen, encrypted, tcp: { ...tcp, maxConnections: Math.min(tcp.maxConnections, most) } };
  }

  /** Says what cannot be had, and what to do. */
  warn(log: Log): void {
    const { probes, streams, upstreams } = this.shares;
    const { members, commands, connections, forwards } = this.#demand;
    const wanted = [
      { what: 'probes at once', share: probes, want: members + PER_COMMAND * commands },
      { what: 'connections of clients', share: streams, want: connections },
      { what: 'sockets to upstreams', share: upstreams, want: Math.min(forwards, FEW_FORWARDS) },
    ].filter(({ share, want }) => share < want);
    if (wanted.length === 0) return;
    const limit = wantedLimit(this.#demand);
    const short = wanted.map(({ what, share, want }) => `${share} of ${want} ${what}`).join(', ');
    log.warn(
      { limit: this.#limit, wanted: limit },
      `only ${this.#limit} files and sockets may be open at once, which is enough for ${short}: raise that to ${limit} (LimitNOFILE=${limit} in the unit of systemd, else ulimit -Hn)`,
    );
  }

  /** What each has. */
  view(): DescriptorsView {
    const { health, forwarding, connections } = this.#users;
    const running = health.running;
    const used: Partial<DescriptorShares> = {
      admin: connections.admin(),
      control: connections.control(),
      probes: running.connections + PER_COMMAND * running.commands,
      upstreams: forwarding.own.open + forwarding.threads.sockets + forwarding.forwarder.streams.connections,
      streams: connections.streams(),
    };
    const uses = Object.values(DESCRIPTOR_USE).map(use => ({
      use,
      share: this.shares[use],
      used: used[use],
    }));
    return { limit: this.#limit, open: openFiles(), uses };
  }

  #apply(): void {
    const { health, forwarding, threads } = this.#users;
    health.most = splitProbes(this.shares.probes, this.#demand);
    const { connections, each, sockets } = splitUpstreams(this.shares.upstreams, this.#upstreams);
    forwarding.forwarder.streams.maxConnections = connections;
    forwarding.forwarder.streams.maxEach = each;
    const part = threads.size === 0 ? 1 : MAIN_PART + (1 - MAIN_PART) * this.#streamPart;
    const partOfThread = (1 - part) / Math.max(1, threads.size);
    const share = (total: number, of: number) => Math.max(1, Math.floor(total * of));
    forwarding.forwarder.maxInFlight = share(MAX_IN_FLIGHT, part);
    forwarding.own.most = share(sockets, part);
    forwarding.threads.share = {
      sockets: share(sockets, partOfThread),
      // What is under way takes memory, not descriptors: what the main thread may have comes on top.
      inFlight: share(MAX_IN_FLIGHT, 1 / Math.max(1, threads.size)),
    };
  }

  #demandOf({ config, pools, routes, zones }: Generation): DescriptorDemand {
    const { size } = this.#users.threads;
    this.#upstreams = new Set(routes.flat().map(upstreamToText)).size;
    const used = routes.filter(route => route.length > 0);
    const isStream = (route: Route) => route.some(({ tls }) => tls !== undefined);
    this.#streamPart = used.filter(isStream).length / Math.max(1, used.length);
    const probes = { members: 0, commands: 0 };
    for (const pool of pools)
      for (const { kind } of probesOf(pool)) probes[kind === 'exec' ? 'commands' : 'members']++;
    return {
      limit: this.#limit,
      threads: size + OTHER_THREADS,
      listeners: config.listen.length * (Math.max(1, size) + 1) + config.encrypted.length,
      ...probes,
      forwards: used.length > 0 ? MOST_FORWARDS + wantedConnections(this.#upstreams) : 0,
      receivers: config.receivers.length,
      sources: questionsAtOnce(zones),
      connections: config.tcp.maxConnections,
    };
  }
}
