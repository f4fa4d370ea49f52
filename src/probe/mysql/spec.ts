// What is settled about a mysql probe.
import type { LoginSpec } from '../login/login.js';
import type { QuestionSpec } from '../login/question.js';
import type { RoleSpec } from '../login/role.js';
import type { TlsSpec } from '../tls/settings.js';
import type { SourceSpec } from '../wire/source.js';

export interface MysqlSpec extends SourceSpec, TlsSpec, LoginSpec, QuestionSpec, RoleSpec {
  readonly tls: boolean;
  /** Whether the server may be asked for its key, by which a password crosses without TLS. */
  readonly 'get-public-key': boolean;
}
