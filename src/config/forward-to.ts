// A rule of where names are forwarded, as the configuration and dnsmasq.conf have it.
import type { Name } from '../dns/name.js';
import type { UpstreamAddress } from './upstream-address.js';

/** Where the names at and below a domain are forwarded. */
export interface ForwardTo {
  /** Undefined for names that no other rule covers. */
  readonly domain: Name | undefined;
  /** Upstreams; `default` is the rule without a domain; `off` refuses. */
  readonly to: readonly UpstreamAddress[] | 'default' | 'off';
}
