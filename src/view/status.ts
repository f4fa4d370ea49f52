// The pools of a server and their members, as `rondo status --json` prints them.
import { z } from 'zod';
import { adminState } from './admin-order.js';
import { descriptorsView } from './descriptors.js';
import { faultView } from './fault.js';
import { listenerCertificate } from './listener-certificate.js';
import { counted, probedState, target } from './member.js';
import { planView } from './plan.js';
import { instead, reserve } from './pool-instead.js';
import { rateLimitView } from './rate-limit.js';
import { secondaryView } from './secondary-zones.js';
import { identity } from './server.js';
import { toldSecondary } from './told-secondaries.js';
import { updatedZones } from './updated-zones.js';

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
    by: z.string().optional().describe('Who said so, as they stated it.'),
  })
  .readonly();

/** What a member says of itself: its state, its weight in percent of the configured one. */
const told = z
  .strictObject({ state: z.enum(['drain', 'maint']).optional(), percent: z.number().optional() })
  .readonly();

/** A member of a pool. */
export const memberView = z
  .strictObject({
    endpoint: z.string().describe('Address and port as people write them.'),
    target,
    state: probedState,
    isUnprobed: z
      .literal(true)
      .optional()
      .describe('It has no probe: it is up as long as no operator says otherwise.'),
    inTransition: z.boolean().describe('Whether the last probes say otherwise, but not often enough yet.'),
    heldMs: z.number().optional().describe('How long it is still held down because it comes and goes.'),
    follows: z.string().optional().describe('The pool without a live member of which it is down.'),
    cause: z.string().optional().describe('Why it is down, when it is not for its probes.'),
    sinceMs: z.number().describe('How long the state has lasted.'),
    lastCheck: z
      .strictObject({ result: z.string(), durationMs: z.number() })
      .readonly()
      .optional()
      .describe('The last probe; absent before the first.'),
    lateMs: z.number().optional().describe('How long ago its last probe began, when that is too long.'),
    checks: z.int().describe('Probes so far.'),
    failures: z.int().describe('Probes that failed.'),
    ...counted,
    weight: z.number().describe('That counts now.'),
    configuredWeight: z.number().describe('That of the files.'),
    slowStart: part
      .optional()
      .describe(
        'The part of the weight that counts while the member is coming back; absent when that is the whole.',
      ),
    backup: z.int().optional().describe('Its priority, when it is a backup: 1 is handed out before 2.'),
    tags: z.array(z.string()).readonly(),
    tied: z
      .strictObject({ endpoint: z.string(), state: probedState })
      .readonly()
      .optional()
      .describe('The address of the same backend that counts with it: when one is down, both are out.'),
    admin: admin.optional().describe('Absent when an operator says nothing special.'),
    told: told.optional().describe('Absent when the member says nothing special.'),
    share: part.describe('Part of the answers in which the member stands first.'),
  })
  .readonly();
export type MemberView = z.output<typeof memberView>;

export const poolView = z
  .strictObject({
    pool: z.string().describe('Owner and type, as in `app.local A`.'),
    order: z.enum(['cyclic', 'weighted', 'fixed', 'shuffle', 'sticky']),
    live: z.int().describe('Members that are live and in service.'),
    total: z.int().describe('Members, whether or not they are listed.'),
    onFallback: z.boolean().describe('None is live and in service.'),
    reserve,
    using: z.string().optional().describe('The other pool whose members are handed out.'),
    instead,
    explanation: z
      .string()
      .describe(
        'What is wrong; empty when nothing is. The Extended DNS Error says the same, without paths of this machine.',
      ),
    members: z.array(memberView).readonly().describe('The members that were asked for.'),
  })
  .readonly();
export type PoolView = z.output<typeof poolView>;

/** How many members there are of each kind; each counts once, and out of service goes over its state. */
export const memberCounts = z
  .strictObject({
    members: z.int(),
    up: z.int(),
    down: z.int(),
    unknown: z.int().describe('Not probed yet.'),
    drain: z.int(),
    maint: z.int(),
  })
  .readonly();
export type MemberCounts = z.output<typeof memberCounts>;

/** All that is watched, whatever was asked for. */
export const statusTotals = z
  .strictObject({
    pools: z.int(),
    whole: z.int().describe('Pools of which all members are live and in service.'),
    onFallback: z.int().describe('Pools without a live member in service, those without any among them.'),
    memberless: z
      .int()
      .describe('Pools without members: the list of their source is empty, or was never had.'),
    ...memberCounts.unwrap().shape,
  })
  .readonly();
export type StatusTotals = z.output<typeof statusTotals>;

export const upstreamView = z
  .strictObject({
    upstream: z.string(),
    failing: z.boolean().describe('Whether its last query failed.'),
    requests: z.int(),
    responses: z.int(),
  })
  .readonly();

/** A name of upstreams. */
export const upstreamHost = z
  .strictObject({
    host: z.string(),
    addresses: z.array(z.string()).readonly().describe('Addresses of it that are asked.'),
    failure: z.string().optional().describe('Why there are no newer ones.'),
  })
  .readonly();

/** Answers of upstreams that are kept. */
const cache = z.strictObject({ entries: z.int(), hits: z.int(), misses: z.int() }).readonly();

/** Lists of names that are blocked. */
const block = z
  .strictObject({
    queries: z.int().describe('Answered queries, blocked or not, since the start.'),
    lists: z.array(z.strictObject({ list: z.string(), names: z.int(), blocked: z.int() })).readonly(),
  })
  .readonly();

/** A receiver of notifications. */
const receiver = z
  .strictObject({
    receiver: z.string(),
    sent: z.int().describe('Messages that arrived.'),
    failed: z.int().describe('Messages that were given up.'),
    failure: z.string().optional().describe('Why the last try failed; absent when it did not.'),
  })
  .readonly();

/** A source of members. */
const memberSource = z
  .strictObject({
    source: z.string(),
    pools: z.array(z.string()).readonly().describe('Pools whose members it finds, the first 16.'),
    members: z.int().describe('Members of the list in force.'),
    lastSuccess: moment
      .optional()
      .describe('When a list was taken last; absent when this process has taken none.'),
    failures: z.int().describe('How often it began to fail.'),
    failure: z.string().optional().describe('Why the list in force is not that of now.'),
  })
  .readonly();

/** Loads of configuration and zones since the start, the first among them. */
const reload = z
  .strictObject({
    ...{ ok: z.boolean(), lastSuccess: moment, succeeded: z.int(), failed: z.int() },
    refused: z
      .string()
      .optional()
      .describe('Why all stays as it was at the last one; absent when it came into force.'),
    unheard: z
      .string()
      .optional()
      .describe('Why it listens where it did before the last one; absent when it listens as it should.'),
  })
  .readonly();

/** What a server does beside its pools. */
export const serverParts = {
  zones: z
    .strictObject({
      count: z.int(),
      faults: z
        .array(faultView)
        .readonly()
        .optional()
        .describe('What is not served as its file stands; absent when all is.'),
      updated: updatedZones
        .optional()
        .describe('Zones that updates have led away from their files; absent when there are none.'),
    })
    .readonly(),
  certificates: z
    .array(listenerCertificate)
    .readonly()
    .optional()
    .describe(
      'Of addresses that answer over TLS, and of the admin address; those that end first. Absent when there are none.',
    ),
  upstreams: z.array(upstreamView).readonly(),
  upstreamHosts: z.array(upstreamHost).readonly().optional(),
  cache: cache.optional().describe('Absent when nothing is kept.'),
  block: block.optional().describe('Absent when no list blocks anything.'),
  rateLimit: rateLimitView.optional().describe('Absent when answers are not limited.'),
  receivers: z.array(receiver).readonly().optional().describe('Absent when nobody is told of events.'),
  sources: z
    .array(memberSource)
    .readonly()
    .optional()
    .describe('Absent when all members are written; those that fail first.'),
  secondaries: z
    .array(secondaryView)
    .readonly()
    .optional()
    .describe('Zones of other servers, those that fail first; absent when there are none.'),
  furtherSecondaries: z
    .strictObject({ count: z.int(), unconfirmed: z.int() })
    .readonly()
    .optional()
    .describe(
      'Those that are not listed, and how many of them are not confirmed; absent when all are listed.',
    ),
  told: z
    .array(toldSecondary)
    .readonly()
    .optional()
    .describe(
      'Secondaries that are told of new versions, those that fail first; absent when nobody is told.',
    ),
  reload,
  plans: z
    .array(planView)
    .readonly()
    .optional()
    .describe('Maintenance that is planned and not over; absent when none is.'),
  descriptors: descriptorsView.optional(),
} as const;
export type ServerParts = Readonly<z.output<z.ZodObject<typeof serverParts>>>;

export const statusView = z
  .strictObject({
    ...identity,
    totals: statusTotals,
    ...serverParts,
    leftOut: z
      .strictObject({ pools: z.int(), members: z.int() })
      .readonly()
      .optional()
      .describe('What a short status leaves out: pools and members that would have to be looked at.'),
    pools: z.array(poolView).readonly(),
  })
  .readonly();
export type StatusView = z.output<typeof statusView>;
