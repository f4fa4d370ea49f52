// What is settled about a pgsql probe.
import type { LoginSpec } from '../login/login.js';
import type { QuestionSpec } from '../login/question.js';
import type { RoleSpec } from '../login/role.js';
import type { TlsSpec } from '../tls/settings.js';
import type { SourceSpec } from '../wire/source.js';

export interface PgsqlSpec extends SourceSpec, TlsSpec, LoginSpec, QuestionSpec, RoleSpec {
  readonly tls: boolean;
  /** The server's default is the one that is called like the user. */
  readonly database?: string;
}
