// The servers that forward, each as a person would set it up: one thread for queries, a cache of 10,000 answers, upstreams in an order.
import { join } from 'node:path';
import type { Command, Peer } from '../peers/peer.js';
import { writeInto } from '../peers/peer.js';
import type { Build } from '../stalls/bound.js';
import { serveCommand } from '../stalls/pools.js';

/** Names that are blocked, in a file that the server can read. */
export const LIST = { HOSTS: 'hosts', ADDRESS: 'address', LOCAL: 'local', PLAIN: 'plain' } as const;
export type ListFormat = (typeof LIST)[keyof typeof LIST];

/** What a forwarder is set up with. */
export interface ForwardSite {
  /** Ports of upstreams at 127.0.0.1, in the order of the file. */
  readonly upstreams: readonly number[];
  /** They are asked over TLS: the file of their certificate, which signs itself, and the name in it. */
  readonly tls?: { readonly certificate: string; readonly name: string };
  readonly list?: { readonly file: string; readonly format: ListFormat };
  /** A zone file of a server that has zones. */
  readonly zone?: string;
}

/** A server that forwards. */
export interface Forwarder {
  readonly name: string;
  /** Formats of lists that it reads. */
  readonly formats: readonly ListFormat[];
  /** Whether SIGHUP makes it read the list again, for those that do not watch it; without, it must be started again. */
  readonly hasReload: (format: ListFormat) => 'watches' | 'on SIGHUP' | undefined;
  prepare(folder: string, port: number, site: ForwardSite): Command;
}

const isRoot = process.getuid?.() === 0;

function rondoForwarder(build: Build): Forwarder {
  return {
    name: build.name,
    formats: Object.values(LIST),
    hasReload: () => 'watches',
    prepare(folder, port, { upstreams, list, zone, tls }) {
      const to = (each: number) =>
        tls === undefined ? `127.0.0.1:${each}` : `"tls://127.0.0.1:${each}#${tls.name}"`;
      const forward = `forward: [${upstreams.map(to).join(', ')}]`;
      const lines = [`listen: [127.0.0.1:${port}]`, forward, 'cache: 10000', 'workers: 1'];
      if (tls !== undefined) lines.push(`forward-ca: ${tls.certificate}`);
      lines.push('log: { level: warn }', 'control: off', 'state: off', ...rondoList(folder, list, zone));
      return serveCommand(build, ['--config', writeInto(folder, 'rondo.yaml', `${lines.join('\n')}\n`)]);
    },
  };
}

function rondoList(folder: string, list: ForwardSite['list'], zone: string | undefined): string[] {
  const files = zone === undefined ? [] : [`"${zone}"`];
  if (list === undefined || list.format === LIST.PLAIN) {
    const block = list === undefined ? [] : [`block: [{ file: "${list.file}" }]`];
    return [`zones: [${files.join(', ')}]`, ...block];
  }
  const line = `${list.format === LIST.HOSTS ? 'addn-hosts' : 'conf-file'}=${list.file}\n`;
  const conf = writeInto(folder, 'dnsmasq.conf', `no-resolv\nno-hosts\n${line}`);
  return [`zones: [${[...files, `{ file: "${conf}", format: dnsmasq }`].join(', ')}]`];
}

const dnsmasq: Forwarder = {
  name: 'dnsmasq',
  formats: [LIST.HOSTS, LIST.ADDRESS, LIST.LOCAL],
  hasReload: format => (format === LIST.HOSTS ? 'on SIGHUP' : undefined),
  prepare(folder, port, { upstreams, list }) {
    const option = list?.format === LIST.HOSTS ? 'addn-hosts' : 'conf-file';
    const text = `port=${port}
listen-address=127.0.0.1
bind-interfaces
no-resolv
no-hosts
pid-file=
${isRoot ? 'user=root\ngroup=root\n' : ''}dns-forward-max=10000
cache-size=10000
${upstreams.map(each => `server=127.0.0.1#${each}\n`).join('')}${list === undefined ? '' : `${option}=${list.file}\n`}`;
    return ['dnsmasq', '-k', '-C', writeInto(folder, 'dnsmasq.conf', text)];
  },
};

/** @param how it reads the list: as local zones, or as a response policy zone */
const unbound = (name: string, how: 'local' | 'rpz'): Forwarder => ({
  name,
  formats: [LIST.PLAIN],
  hasReload: () => 'on SIGHUP',
  prepare(folder, port, { upstreams, list, tls }) {
    const text = `server:
  interface: 127.0.0.1@${port}
  do-daemonize: no
  username: ""
  chroot: ""
  directory: "${folder}"
  pidfile: ""
  use-syslog: no
  num-threads: 1
  module-config: "${how === 'rpz' ? 'respip iterator' : 'iterator'}"
  do-not-query-localhost: no
  outgoing-range: 4096
  num-queries-per-thread: 2048
${tls === undefined ? '' : `  tls-cert-bundle: "${tls.certificate}"\n`}${list === undefined || how === 'rpz' ? '' : `  include: "${list.file}.unbound"\n`}remote-control:
  control-enable: no
forward-zone:
  name: "."
${tls === undefined ? '' : '  forward-tls-upstream: yes\n'}${upstreams.map(each => `  forward-addr: 127.0.0.1@${each}${tls === undefined ? '' : `#${tls.name}`}\n`).join('')}${list === undefined || how === 'local' ? '' : `rpz:\n  name: rpz.bench\n  zonefile: "${list.file}.rpz"\n`}`;
    return ['unbound', '-d', '-c', writeInto(folder, 'unbound.conf', text)];
  },
});

const DNSDIST_LIST = (file: string) => `list = newSuffixMatchNode()
for line in io.lines("${file}") do list:add(newDNSName(line)) end
addAction(SuffixMatchNodeRule(list), RCodeAction(DNSRCode.NXDOMAIN))
`;

const dnsdist: Forwarder = {
  name: 'dnsdist',
  formats: [LIST.PLAIN],
  hasReload: () => undefined,
  prepare(folder, port, { upstreams, list, tls }) {
    const secure =
      tls === undefined ? '' : `, tls="openssl", subjectName="${tls.name}", caStore="${tls.certificate}"`;
    const servers = upstreams.map(
      (each, order) => `newServer({address="127.0.0.1:${each}", order=${order + 1}${secure}})\n`,
    );
    const text = `setLocal("127.0.0.1:${port}")
setSecurityPollSuffix("")
setServerPolicy(firstAvailable)
getPool(""):setCache(newPacketCache(10000))
${servers.join('')}${list === undefined ? '' : DNSDIST_LIST(list.file)}`;
    return ['dnsdist', '--supervised', '--disable-syslog', '-C', writeInto(folder, 'dnsdist.conf', text)];
  },
};

/** Those that read lists: Unbound in both of its ways. */
export function listReadersOf(builds: readonly Build[]): Forwarder[] {
  return [...forwardersOf(builds), unbound('unbound-rpz', 'rpz')];
}

/** This checkout's build first, another one's, then the others. */
export function forwardersOf(builds: readonly Build[]): Forwarder[] {
  return [...builds.map(rondoForwarder), dnsmasq, unbound('unbound', 'local'), dnsdist];
}

/** As the serving bench starts a server, which waits for its first answer. */
export function peerOf(forwarder: Forwarder, site: ForwardSite): Peer {
  return {
    name: forwarder.name,
    works: '',
    prepare: (folder, port) => forwarder.prepare(join(folder), port, site),
  };
}
