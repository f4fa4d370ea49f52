// Recursive resolvers that validate, told where the root of the hierarchy is: BIND and Unbound at their strictest.
import type { Running } from '../../support/processes.js';
import { program } from '../../support/programs.js';
import type { TempFolder } from '../../support/temp-folder.js';
import type { Hierarchy } from './hierarchy.js';
import { HINTS, RESOLVER_ADDRESS, rootKey } from './tree.js';

export interface Resolver {
  readonly command: string;
  readonly args: readonly string[];
  readonly ready: RegExp;
  /** What it logs when it is not content with a server. */
  readonly complaint: RegExp;
}

function named(folder: TempFolder, [flags, protocol, algorithm, ...key]: readonly string[]): Resolver {
  const config = `options {
  directory "${folder.path}";
  listen-on { ${RESOLVER_ADDRESS}; };
  listen-on-v6 { none; };
  allow-recursion { any; };
  qname-minimization strict;
  dnssec-validation yes;
  empty-zones-enable no;
  pid-file none;
  lock-file none;
  session-keyfile none;
};
controls { };
trust-anchors { . static-key ${flags} ${protocol} ${algorithm} "${key.join('')}"; };
zone "." { type hint; file "root.hints"; };
`;
  return {
    command: 'named',
    args: ['-g', '-n', '1', '-c', folder.write('named.conf', config)],
    ready: / running$/m,
    complaint:
      /^.*(?:lame|FORMERR|SERVFAIL|REFUSED|disabling|broken trust|no valid|not insecure|timed out).*$/m,
  };
}

/** Zones that Unbound answers itself unless told otherwise (RFC 6303, RFC 6761). */
const NOT_LOCAL = [
  ...['test.', '2.0.192.in-addr.arpa.', '100.51.198.in-addr.arpa.', '8.b.d.0.1.0.0.2.ip6.arpa.'],
];

function unbound(folder: TempFolder, key: readonly string[]): Resolver {
  const config = `server:
  directory: "${folder.path}"
  chroot: ""
  username: ""
  pidfile: ""
  use-syslog: no
  do-daemonize: no
  verbosity: 2
  interface: ${RESOLVER_ADDRESS}
  access-control: 0.0.0.0/0 allow
  root-hints: "root.hints"
  trust-anchor: ". DNSKEY ${key.join(' ')}"
  trust-anchor-signaling: no
  qname-minimisation: yes
  qname-minimisation-strict: yes
  use-caps-for-id: yes
  aggressive-nsec: yes
  harden-glue: yes
  harden-below-nxdomain: yes
  harden-referral-path: yes
  harden-algo-downgrade: yes
${NOT_LOCAL.map(name => `  local-zone: "${name}" nodefault\n`).join('')}remote-control:
  control-enable: no
`;
  return {
    command: 'unbound',
    args: ['-d', '-c', folder.write('unbound.conf', config)],
    ready: /start of service/,
    // Not all that it says: with any server it takes an unsigned zone beside its signed parent for one that lacks signatures
    // (DNSSEC LAME), and NXDOMAIN behind an alias, once, for NXDOMAIN of the alias (bogus). The answers show how it ends.
    complaint: /^.*(?:[Cc]apsforid|(?<!DNSSEC )LAME|THROWAWAY|validation failure|error sending).*$/m,
  };
}

export const RESOLVERS = { BIND: named, Unbound: unbound } as const;

/** Starts a resolver in the network of a hierarchy and waits until it answers. */
export async function startResolver(hierarchy: Hierarchy, zones: TempFolder, kind: keyof typeof RESOLVERS) {
  hierarchy.folder.write('root.hints', HINTS);
  const resolver = RESOLVERS[kind](hierarchy.folder, rootKey(zones));
  const running: Running = hierarchy.network.start(program(resolver.command)!, resolver.args);
  await running.says(resolver.ready);
  return { running, complaint: () => resolver.complaint.exec(running.output)?.[0] };
}
