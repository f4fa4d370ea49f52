// What `rondo explain` and `rondo whatif` ask of a server and are told, as JSON over the control socket.
import { z } from 'zod';

const name = z.string().min(1).max(1_100);
const type = z.string().min(1).max(20);

/** A question that nobody has asked. */
export const question = z.strictObject({
  name,
  type: type.optional(),
  /** Address of the client. */
  from: z.string().max(64).optional(),
});
export type Question = z.output<typeof question>;

const members = z.array(z.string().min(1).max(255)).max(1_000).optional();

/** Members that are imagined to be other than they are, as `rondo drain` selects them. */
export const plan = z.strictObject({
  name: name.optional(),
  type: type.optional(),
  from: z.string().max(64).optional(),
  pool: name.optional(),
  down: members,
  up: members,
  drain: members,
  maint: members,
  ready: members,
});
export type Plan = z.output<typeof plan>;

export interface MemberReason {
  readonly endpoint: string;
  readonly isIn: boolean;
  readonly why: string;
  /** Part of the answers in which the member stands first, from 0 to 1. */
  readonly share: number;
  readonly weight: number;
  /** For how long it has been in its state. */
  readonly sinceMs: number;
  /** The oldest first. */
  readonly history: readonly { readonly agoMs: number; readonly text: string }[];
}

export interface PoolReason {
  readonly pool: string;
  /** In words. */
  readonly policy: readonly string[];
  readonly live: number;
  readonly onFallback: boolean;
  /** No member is handed out, nor an address in their place. */
  readonly isEmpty: boolean;
  /** Answers so far, which say whose turn is next; absent for orders without turns. */
  readonly turn?: number;
  readonly explanation: string;
  readonly members: readonly MemberReason[];
}

/** A name on the way from the question to the answer. */
export interface Hop {
  readonly name: string;
  /** Apex; absent when no zone holds the name. */
  readonly zone?: string;
  /** What the zone has there, in words. */
  readonly found: string;
}

export interface ExplainView {
  readonly name: string;
  readonly type: string;
  readonly from: string;
  readonly hops: readonly Hop[];
  /** The pool that decides, if one does. */
  readonly pool?: PoolReason;
  /** The next answer in wire form, base64; absent when it would be that of an upstream. */
  readonly answer?: string;
}

export interface WhatIfView {
  /** The pools that the plan touches, as they would be. */
  readonly pools: readonly PoolReason[];
  /** Members that are imagined to be other than they are. */
  readonly changed: readonly string[];
  /** Set when a name was asked for. */
  readonly name?: string;
  readonly type?: string;
  /** Answers of a whole turn in wire form, base64; at most {@link MAX_TURNS}. */
  readonly answers?: readonly string[];
}

/** The most answers of one plan. */
export const MAX_TURNS = 256;
