// What is settled about a pgsql probe.
import type { LoginSpec } from '../login/login.js';
import type { Role } from '../login/role.js';
import type { TlsSpec } from '../tls/settings.js';
import type { SourceSpec } from '../wire/source.js';

export interface PgsqlSpec extends SourceSpec, TlsSpec, LoginSpec {
  readonly tls: boolean;
  readonly role: Role;
  /** The server's default is the one that is called like the user. */
  readonly database?: string;
}
