// What a PostgreSQL server is asked after the login, in one message, and what its rows say.
import { lagFinding } from '../login/answer.js';
import type { QuestionSpec } from '../login/question.js';
import { otherRole, type RoleSpec } from '../login/role.js';
import type { Finding } from '../result.js';
import { MessageError } from './message.js';

type Spec = QuestionSpec & RoleSpec;

const IN_RECOVERY = 'pg_catalog.pg_is_in_recovery()';

const msSince = (time: string) =>
  `round(1000 * extract(epoch FROM pg_catalog.clock_timestamp() - ${time}))::bigint`;

/**
 * The age of the last transaction says nothing while the primary is idle: one that receives, and has replayed
 * all that it has received, is not behind. One that receives nothing cannot know.
 */
const REPLICA_LAG = `CASE WHEN NOT ${IN_RECOVERY} THEN 0
WHEN pg_catalog.pg_last_wal_receive_lsn() <= pg_catalog.pg_last_wal_replay_lsn()
AND EXISTS (SELECT 1 FROM pg_catalog.pg_stat_wal_receiver) THEN 0
ELSE ${msSince('pg_catalog.pg_last_xact_replay_timestamp()')} END`;

/**
 * The subscriptions of this database, those of them that run, tables that are still copied, and the largest lag. A
 * publisher that has nothing more to send says where it ends: if that came last, all before it is applied.
 */
const SUBSCRIBER = `SELECT ${IN_RECOVERY}, count(DISTINCT s.oid), count(DISTINCT w.subid),
(SELECT count(*) FROM pg_catalog.pg_subscription_rel r JOIN pg_catalog.pg_subscription e ON e.oid = r.srsubid
WHERE e.subenabled AND r.srsubstate NOT IN ('r', 's')),
max(CASE WHEN w.last_msg_send_time <= w.latest_end_time THEN 0 ELSE ${msSince('w.last_msg_send_time')} END)
FROM pg_catalog.pg_subscription s LEFT JOIN pg_catalog.pg_stat_subscription w
ON w.subid = s.oid AND w.relid IS NULL AND w.received_lsn IS NOT NULL
WHERE s.subenabled AND s.subdbid =
(SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())`;

/** The statement for the role and the lag; undefined when neither matters. */
function stateStatement({ role, 'max-lag': maxLag }: Spec): string | undefined {
  if (role === 'subscriber') return SUBSCRIBER;
  if (maxLag !== undefined) return `SELECT ${IN_RECOVERY}, ${REPLICA_LAG}`;
  return role === 'any' ? undefined : `SELECT ${IN_RECOVERY}`;
}

/** Whether there is anything to ask. */
export function hasQuestions(spec: Spec): boolean {
  return spec.query !== undefined || stateStatement(spec) !== undefined;
}

/**
 * All that is asked: one transaction, which may only read.
 * @param statementMs how long the server may take for each statement
 */
export function questionsText(spec: Spec, statementMs: number): string {
  const { query } = spec;
  const state = stateStatement(spec) ?? [];
  const guards = ['SET TRANSACTION READ ONLY', `SET LOCAL statement_timeout = ${statementMs}`];
  // A comment at the end of a query ends with its line.
  return [...guards, state, query ?? []].flat().join(';\n');
}

/** Whether the first row is about the role and the lag. */
export function asksForState(spec: Spec): boolean {
  return stateStatement(spec) !== undefined;
}

const ROLES: ReadonlyMap<string | null, string> = new Map([
  ['t', 'replica'],
  ['f', 'primary'],
]);

function subscriberFinding(values: readonly (string | null)[], maxLag: number | undefined): Finding {
  const [all, running, copied, lag] = values.map(Number);
  if (all === 0)
    return { code: 'L7STS', text: 'the role is not subscriber: this database has no enabled subscription' };
  if (maxLag === undefined) return { code: 'L7OK' };
  if (running < all) return { code: 'L7STS', text: `${all - running} of ${all} subscriptions do not run` };
  if (copied > 0) return { code: 'L7STS', text: `the first copy of ${copied} tables is not complete` };
  return lagFinding('subscriber', lag, maxLag);
}

export const NOT_THE_STATE = 'not the reply to the question for the role';

/** What the row says of the role and the lag. @throws MessageError when it is not the one that was asked for */
export function stateFinding(values: readonly (string | null)[], spec: Spec): Finding {
  const { role, 'max-lag': maxLag } = spec;
  const [inRecovery, ...rest] = values;
  const found = ROLES.get(inRecovery);
  const count = role === 'subscriber' ? 5 : maxLag === undefined ? 1 : 2;
  if (found === undefined || values.length !== count || rest.some(each => !/^-?\d+$/.test(each ?? '0')))
    throw new MessageError(NOT_THE_STATE);
  const wanted = role === 'subscriber' ? 'primary' : role;
  if (wanted !== 'any' && found !== wanted) return otherRole(found, role);
  if (role === 'subscriber') return subscriberFinding(rest, maxLag);
  if (maxLag === undefined) return { code: 'L7OK' };
  if (rest[0] === null)
    return {
      code: 'L7STS',
      text: 'it is not known how far the replica is behind: it has replayed nothing since its start',
    };
  return lagFinding('replica', Number(rest[0]), maxLag);
}
