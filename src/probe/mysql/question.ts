// What a MySQL server is asked after the login, one statement after the other, and what its replies say.
import { lagFinding } from '../login/answer.js';
import type { QuestionSpec } from '../login/question.js';
import { otherRole, type Role, type RoleSpec } from '../login/role.js';
import type { Finding } from '../result.js';
import { PacketError } from './packet.js';
import type { ResultSet } from './result-set.js';

type Spec = QuestionSpec & RoleSpec;

export interface Question {
  readonly sql: string;
  /** What is asked instead of a server that does not know the words. */
  readonly instead?: Question;
  /** It gives the value that is expected, or any. */
  readonly isValue?: true;
  /** What the reply says, as far as it is there; undefined when more must come. @throws PacketError */
  readonly judge?: (reply: ResultSet) => Finding | undefined;
}

const ROLES: ReadonlyMap<string | null | undefined, string> = new Map([
  ['0', 'primary'],
  ['OFF', 'primary'],
  ['1', 'replica'],
  ['ON', 'replica'],
]);

function roleIn({ rows, isComplete }: ResultSet, role: Role): Finding | undefined {
  if (rows.length === 0 && !isComplete) return undefined;
  const [[value, ...others] = []] = rows;
  const found = others.length > 0 ? undefined : ROLES.get(value);
  if (found === undefined) throw new PacketError('not the reply to the question for the role');
  return found === role ? { code: 'L7OK' } : otherRole(found, role);
}

const SECONDS = /^Seconds_Behind_(?:Master|Source)$/i;
const RECEIVES = /^(?:Slave|Replica)_IO_Running$/i;
const APPLIES = /^(?:Slave|Replica)_SQL_Running$/i;

/** By the source that is furthest ahead. A server that replicates nothing is behind nobody, unless it must be a replica. */
function lagIn(
  { names, rows, isComplete }: ResultSet,
  { role, 'max-lag': maxLag = 0 }: Spec,
): Finding | undefined {
  if (!isComplete) return undefined;
  const valueAt = (name: RegExp, row: readonly (string | null)[]) => {
    const at = names.findIndex(each => name.test(each));
    if (at < 0) throw new PacketError('not the reply to the question for the lag');
    return row[at];
  };
  if (rows.length === 0)
    return role === 'replica' ? { code: 'L7STS', text: 'it replicates from no server' } : { code: 'L7OK' };
  const stopped = rows.find(row => valueAt(SECONDS, row) === null);
  if (stopped !== undefined) {
    const state = `it receives: ${valueAt(RECEIVES, stopped)}, applies: ${valueAt(APPLIES, stopped)}`;
    return { code: 'L7STS', text: `replication does not run (${state})` };
  }
  const seconds = Math.max(...rows.map(row => Number(valueAt(SECONDS, row))));
  if (!(seconds >= 0)) throw new PacketError('not the reply to the question for the lag');
  return lagFinding('replica', seconds * 1_000, maxLag);
}

function lagQuestions(spec: Spec, isMariadb: boolean): Question {
  const judge = (reply: ResultSet) => lagIn(reply, spec);
  if (isMariadb) return { sql: 'SHOW ALL SLAVES STATUS', judge };
  return { sql: 'SHOW REPLICA STATUS', judge, instead: { sql: 'SHOW SLAVE STATUS', judge } };
}

/**
 * A bound for statements, in the words of both families: each takes the comments of the other for comments.
 * MySQL counts milliseconds.
 */
const bound = (ms: number) =>
  `SET @rondo = 0 /*!50708 , SESSION max_execution_time = ${ms} */ /*M!100101 , SESSION max_statement_time = ${ms / 1_000} */`;

/** @param statementMs how long the server may take for the query */
export function questionsOf(spec: Spec, isMariadb: boolean, statementMs: number): Question[] {
  const { role, query, 'max-lag': maxLag } = spec;
  const questions: Question[] = [];
  if (role !== 'any')
    questions.push({ sql: 'SELECT @@global.read_only', judge: reply => roleIn(reply, role) });
  if (maxLag !== undefined) questions.push(lagQuestions(spec, isMariadb));
  if (query !== undefined)
    questions.push(
      { sql: 'SET SESSION TRANSACTION READ ONLY' },
      { sql: bound(statementMs) },
      { sql: query, isValue: true },
    );
  return questions;
}
