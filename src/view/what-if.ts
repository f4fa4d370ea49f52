// The request of `rondo whatif` and its reply.
import { z } from 'zod';
import { client, name, poolReason, type, wireForm } from './pool-reason.js';

const members = z.array(z.string().min(1).max(255)).max(1_000).optional();

/** Members that are imagined to be other than they are, as `rondo drain` selects them. */
export const whatIfRequest = z.strictObject({
  name: name.optional(),
  type: type.optional(),
  from: client.optional(),
  pool: name.optional(),
  down: members,
  up: members,
  drain: members,
  maint: members,
  ready: members,
});
export type WhatIfRequest = z.output<typeof whatIfRequest>;

/** The most answers of one request. */
export const MAX_TURNS = 256;

export const whatIfView = z
  .strictObject({
    /** The pools that the request touches, as they would be. */
    pools: z.array(poolReason).readonly(),
    /** Members that are imagined to be other than they are. */
    changed: z.array(z.string()).readonly(),
    /** Set when a name was asked for. */
    name: z.string().optional(),
    type: z.string().optional(),
    /** Answers of a whole turn. */
    answers: z.array(wireForm).max(MAX_TURNS).readonly().optional(),
  })
  .readonly();
export type WhatIfView = z.output<typeof whatIfView>;
