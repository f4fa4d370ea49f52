// What is shown of pools one by one: a line for each, one with its members, members of all pools in one list.
import { z } from 'zod';
import { nameText } from './name-text.js';
import { paging } from './paging.js';
import { POOL_STATE } from './pool-state.js';
import { memberView, poolView } from './status.js';
import { MEMBER_STATES } from './status-request.js';

const total = z.int().describe('How many there are in all, whatever the page.');

export const poolsRequest = z.strictObject({
  pool: nameText.optional().describe('Owner, with the type or without, or a pattern with `*`.'),
  state: z
    .enum(POOL_STATE)
    .optional()
    .describe(
      'All members are live and in service, some are, others take their place, or nothing is handed out.',
    ),
  ...paging,
});
export type PoolsRequest = z.output<typeof poolsRequest>;

export const poolLine = poolView.unwrap().omit({ members: true }).readonly();
export type PoolLine = z.output<typeof poolLine>;

export const poolsView = z.strictObject({ total, pools: z.array(poolLine).readonly() }).readonly();

export const poolRequest = z.strictObject({
  name: nameText.describe(
    'Owner and type, as in `app.local A`; the type may be left out when there is one pool.',
  ),
});

export const membersRequest = z.strictObject({
  pool: poolsRequest.shape.pool,
  state: z.enum(MEMBER_STATES).optional().describe('Members that are so.'),
  tag: z.string().min(1).max(255).optional().describe('Members with this tag.'),
  ...paging,
});
export type MembersRequest = z.output<typeof membersRequest>;

export const listedMember = z.strictObject({ pool: z.string(), ...memberView.unwrap().shape }).readonly();
export type ListedMember = z.output<typeof listedMember>;

export const membersView = z.strictObject({ total, members: z.array(listedMember).readonly() }).readonly();
