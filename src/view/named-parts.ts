// Parts that several forms have, or that stand in lists: the names under which the description of the API has them.
import type { z } from 'zod';
import { directedMember } from './admin-order.js';
import { zoneChangeView } from './event.js';
import { faultView } from './fault.js';
import { planView } from './plan.js';
import { memberReason, poolReason } from './pool-reason.js';
import { listedMember, poolLine } from './pools.js';
import { problemView, shownProblem } from './problem.js';
import { memberView, poolView } from './status.js';
import { zoneLine, zoneRecord, zoneStep } from './zones.js';

/** Apart from the names of forms. */
export const NAMED_PARTS: Readonly<Record<string, z.ZodType>> = {
  DirectedMember: directedMember,
  Fault: faultView,
  ListedMember: listedMember,
  ListedZone: zoneLine,
  MemberReason: memberReason,
  MemberStatus: memberView,
  PlannedMaintenance: planView,
  PoolReason: poolReason,
  PoolStatus: poolView,
  PoolSummary: poolLine,
  Problem: problemView,
  Record: zoneRecord,
  ShownProblem: shownProblem,
  ZoneChange: zoneChangeView,
  ZoneStep: zoneStep,
};
