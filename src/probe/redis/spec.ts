// What is settled about a redis probe.
import type { LoginSpec } from '../login/login.js';
import type { Role } from '../login/role.js';
import type { TlsSpec } from '../tls/settings.js';
import type { SourceSpec } from '../wire/source.js';

export interface RedisSpec extends SourceSpec, TlsSpec, LoginSpec {
  readonly tls: boolean;
  readonly role: Role;
}
