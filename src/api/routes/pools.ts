// GET pools, GET pools/{name} and GET members.
import { type ListSources, listMembers, listPools, onePool } from '../../operate/pool-list.js';
import { byTurns, inTurns } from '../../time/turns.js';
import { membersRequest, membersView, poolRequest, poolsRequest, poolsView } from '../../view/pools.js';
import { poolView } from '../../view/status.js';
import { ACCESS } from '../access.js';
import type { ControlledServer } from '../controlled-server.js';
import { objectRoute } from '../route.js';

function sourcesOf({ health, state: { clock, counts } }: ControlledServer): ListSources {
  return { watches: health.watches, counts, nowMs: clock.now() };
}

export const pools = objectRoute({
  method: 'GET',
  path: '/api/v1/pools',
  access: ACCESS.READ,
  summary: 'pools without their members',
  input: poolsRequest,
  output: poolsView,
  async run(server: ControlledServer, request) {
    const { total, items } = await byTurns(listPools(sourcesOf(server), request));
    return { total, pools: items };
  },
});

export const pool = objectRoute({
  method: 'GET',
  path: '/api/v1/pools/{name}',
  access: ACCESS.READ,
  summary: 'one pool and its members',
  input: poolRequest,
  output: poolView,
  async run(server: ControlledServer, { name }) {
    const { members: views, ...head } = await byTurns(onePool(sourcesOf(server), name));
    return { ...head, members: inTurns(views) };
  },
});

export const members = objectRoute({
  method: 'GET',
  path: '/api/v1/members',
  access: ACCESS.READ,
  summary: 'members of all pools in one list',
  input: membersRequest,
  output: membersView,
  async run(server: ControlledServer, request) {
    const { total, items } = await listMembers(sourcesOf(server), request);
    return { total, members: items };
  },
});
