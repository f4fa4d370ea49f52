// The pools of a server and their members, as `rondo status --json` prints them.
import { z } from 'zod';
import { adminState } from './admin-order.js';
import { descriptorsView } from './descriptors.js';
import { faultView } from './fault.js';
import { planView } from './plan.js';
import { identity } from './server.js';

const state = z.enum(['unknown', 'up', 'down']);
/** From 0 to 1. */
const part = z.number().min(0).max(1);
/** RFC 3339. */
const moment = z.iso.datetime();

/** What an operator says of a member. */
const admin = z
  .strictObject({
    state: adminState,
    since: moment,
    until: moment.optional(),
    reason: z.string().optional(),
    /** Who said so, as they stated it. */
    by: z.string().optional(),
  })
  .readonly();

/** What a member says of itself: its state, its weight in percent of the configured one. */
const told = z
  .strictObject({ state: z.enum(['drain', 'maint']).optional(), percent: z.number().optional() })
  .readonly();

/** A member of a pool. */
export const memberView = z
  .strictObject({
    /** Address and port as people write them. */
    endpoint: z.string(),
    /** The host that its record points to, or that its address was looked up for. */
    target: z.string().optional(),
    state,
    /** It has no probe: it is up as long as no operator says otherwise. */
    isUnprobed: z.literal(true).optional(),
    /** Whether the last probes say otherwise, but not often enough yet. */
    inTransition: z.boolean(),
    /** How long it is still held down because it comes and goes. */
    heldMs: z.number().optional(),
    /** The pool without a live member of which it is down. */
    follows: z.string().optional(),
    /** Why it is down, when it is not for its probes. */
    cause: z.string().optional(),
    /** How long the state has lasted. */
    sinceMs: z.number(),
    /** The last probe; absent before the first. */
    lastCheck: z.strictObject({ result: z.string(), durationMs: z.number() }).readonly().optional(),
    /** How long ago its last probe began, when that is too long. */
    lateMs: z.number().optional(),
    /** Probes so far, and those that failed. */
    checks: z.int(),
    failures: z.int(),
    /** How often it has gone down, and for how long it has been down in all. */
    downs: z.int(),
    downMs: z.number(),
    /** Answers with its record since the start, and those in which it stood first; absent when they are not counted. */
    answers: z.int().optional(),
    first: z.int().optional(),
    /** That counts, and that of the files. */
    weight: z.number(),
    configuredWeight: z.number(),
    /** The part of the weight that counts while the member is coming back; absent when that is the whole. */
    slowStart: part.optional(),
    tags: z.array(z.string()).readonly(),
    /** The address of the same backend that counts with it: when one is down, both are out. */
    tied: z.strictObject({ endpoint: z.string(), state }).readonly().optional(),
    /** Absent when an operator says nothing special. */
    admin: admin.optional(),
    /** Absent when the member says nothing special. */
    told: told.optional(),
    /** Part of the answers in which the member stands first. */
    share: part,
  })
  .readonly();
export type MemberView = z.output<typeof memberView>;

export const poolView = z
  .strictObject({
    /** Owner and type, as in `app.local A`. */
    pool: z.string(),
    order: z.enum(['cyclic', 'weighted', 'fixed', 'shuffle', 'sticky']),
    /** Members that are live and in service. */
    live: z.int(),
    /** Members, whether or not they are listed. */
    total: z.int(),
    /** None is live and in service. */
    onFallback: z.boolean(),
    /** The other pool whose members are handed out. */
    using: z.string().optional(),
    /** The text of the Extended DNS Error; empty when nothing is wrong. */
    explanation: z.string(),
    /** Those that were asked for. */
    members: z.array(memberView).readonly(),
  })
  .readonly();
export type PoolView = z.output<typeof poolView>;

/** How many members there are of each kind; each counts once, and out of service goes over its state. */
export const memberCounts = z
  .strictObject({
    members: z.int(),
    up: z.int(),
    down: z.int(),
    /** Not probed yet. */
    unknown: z.int(),
    drain: z.int(),
    maint: z.int(),
  })
  .readonly();
export type MemberCounts = z.output<typeof memberCounts>;

/** All that is watched, whatever was asked for. */
const totals = z
  .strictObject({
    pools: z.int(),
    /** Pools of which all members are live and in service. */
    whole: z.int(),
    onFallback: z.int(),
    ...memberCounts.unwrap().shape,
  })
  .readonly();
export type StatusTotals = z.output<typeof totals>;

const upstream = z
  .strictObject({
    upstream: z.string(),
    /** Whether its last query failed. */
    failing: z.boolean(),
    requests: z.int(),
    responses: z.int(),
  })
  .readonly();

/** A name of upstreams. */
const upstreamHost = z
  .strictObject({
    host: z.string(),
    /** That are asked. */
    addresses: z.array(z.string()).readonly(),
    /** Why there are no newer ones. */
    failure: z.string().optional(),
  })
  .readonly();

/** Answers of upstreams that are kept. */
const cache = z.strictObject({ entries: z.int(), hits: z.int(), misses: z.int() }).readonly();

/** Lists of names that are blocked. */
const block = z
  .strictObject({
    /** Answered queries, blocked or not, since the start. */
    queries: z.int(),
    lists: z.array(z.strictObject({ list: z.string(), names: z.int(), blocked: z.int() })).readonly(),
  })
  .readonly();

/** A receiver of notifications. */
const receiver = z
  .strictObject({
    receiver: z.string(),
    /** Messages that arrived, and those that were given up. */
    sent: z.int(),
    failed: z.int(),
    /** Why the last try failed; absent when it did not. */
    failure: z.string().optional(),
  })
  .readonly();

/** A source of members. */
const memberSource = z
  .strictObject({
    source: z.string(),
    /** Of the list in force. */
    members: z.int(),
    /** When a list was taken last; absent when this process has taken none. */
    lastSuccess: moment.optional(),
    /** How often it began to fail. */
    failures: z.int(),
    /** Why the list in force is not that of now. */
    failure: z.string().optional(),
  })
  .readonly();

/** Loads of configuration and zones since the start, the first among them. */
const reload = z
  .strictObject({
    ...{ ok: z.boolean(), lastSuccess: moment, succeeded: z.int(), failed: z.int() },
    /** Why all stays as it was at the last one; absent when it came into force. */
    refused: z.string().optional(),
    /** Why it listens where it did before the last one; absent when it listens as it should. */
    unheard: z.string().optional(),
  })
  .readonly();

/** What a server does beside its pools. */
export const serverParts = {
  zones: z
    .strictObject({
      count: z.int(),
      /** What is not served as its file stands; absent when all is. */
      faults: z.array(faultView).readonly().optional(),
    })
    .readonly(),
  upstreams: z.array(upstream).readonly(),
  upstreamHosts: z.array(upstreamHost).readonly().optional(),
  /** Absent when nothing is kept. */
  cache: cache.optional(),
  /** Absent when no list blocks anything. */
  block: block.optional(),
  /** Absent when nobody is told of events. */
  receivers: z.array(receiver).readonly().optional(),
  /** Absent when all members are written; those that fail first. */
  sources: z.array(memberSource).readonly().optional(),
  reload,
  /** Maintenance that is planned and not over; absent when none is. */
  plans: z.array(planView).readonly().optional(),
  descriptors: descriptorsView.optional(),
} as const;
export type ServerParts = Readonly<z.output<z.ZodObject<typeof serverParts>>>;

export const statusView = z
  .strictObject({
    ...identity,
    totals,
    ...serverParts,
    /** What a short status leaves out: pools and members that would have to be looked at. */
    leftOut: z.strictObject({ pools: z.int(), members: z.int() }).readonly().optional(),
    pools: z.array(poolView).readonly(),
  })
  .readonly();
export type StatusView = z.output<typeof statusView>;
