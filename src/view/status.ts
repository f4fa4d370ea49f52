// The pools of a server and their members, as `rondo status --json` prints them.
import { z } from 'zod';
import { descriptorsView } from './descriptors.js';
import { identity } from './server.js';

const state = z.enum(['unknown', 'up', 'down']);
/** From 0 to 1. */
const part = z.number().min(0).max(1);
/** RFC 3339. */
const moment = z.iso.datetime();

/** What an operator says of a member. */
const admin = z
  .strictObject({
    state: z.enum(['ready', 'drain', 'maint']),
    since: moment,
    until: moment.optional(),
    reason: z.string().optional(),
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
    /** The host that its record points to, when it is no address record. */
    target: z.string().optional(),
    state,
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
    /** There is none. */
    onFallback: z.boolean(),
    /** The text of the Extended DNS Error; empty when nothing is wrong. */
    explanation: z.string(),
    members: z.array(memberView).readonly(),
  })
  .readonly();
export type PoolView = z.output<typeof poolView>;

export const statusView = z
  .strictObject({ ...identity, descriptors: descriptorsView.optional(), pools: z.array(poolView).readonly() })
  .readonly();
export type StatusView = z.output<typeof statusView>;
