// Servers that speak DNS over TLS on loopback, all with the same names: what each is, and how it is set up.
import { certificates } from '../../probe/certificates.js';
import type { TempFolder } from '../../support/temp-folder.js';

/** Each name at any depth below `example` has this address, and a text of some 60,000 octets. */
export const ADDRESS = '192.0.2.53';
const TEXTS = Array.from({ length: 250 }, (_, index) => `"${String(index).padStart(230, '.')}"`);
const ZONE = `$ORIGIN example.
$TTL 0
@ SOA ns.example. nobody.example. 1 3600 600 86400 0
@ NS ns.example.
ns A 127.0.0.1
* A ${ADDRESS}
${TEXTS.map(text => `* TXT ${text}\n`).join('')}`;

/** Those whose certificate and manners are as they should be. */
export const PEERS = ['nsd', 'unbound', 'bind', 'dnsdist', 'dnsdist-gnutls', 'haproxy'] as const;
/** Front ends of HAProxy that are not all that one could wish. */
export const FRONTS = ['tls12', 'tls11', 'expired', 'own', 'mutual'] as const;
type Name = (typeof PEERS)[number] | (typeof FRONTS)[number] | 'plain';
export type Ports = Readonly<Record<Name, number>>;

/** What a program is run with. */
export interface Peer {
  readonly program: string;
  readonly args: readonly string[];
}

interface Site {
  readonly folder: TempFolder;
  readonly ports: Ports;
  readonly key: string;
  readonly cert: string;
}

/** @param more what differs between the one in clear text behind others, and the one that is asked over TLS */
function nsd({ folder }: Site, name: string, more: string): Peer {
  const text = `server:
  username: ""
  chroot: ""
  zonesdir: "${folder.path}"
  database: ""
  pidfile: "${folder.at(`${name}.pid`)}"
  xfrdfile: "${folder.at(`${name}.xfrd`)}"
  zonelistfile: "${folder.at(`${name}.list`)}"
  server-count: 1
  tcp-count: 200
  rrl-ratelimit: 0
${more}remote-control:
  control-enable: no
zone:
  name: "example."
  zonefile: "example.zone"
`;
  return { program: 'nsd', args: ['-d', '-c', folder.write(`${name}.conf`, text)] };
}

/** Closes a connection after each answer. */
function nsdOverTls(site: Site): Peer {
  const { ports, key, cert } = site;
  return nsd(
    site,
    'nsd-tls',
    `  ip-address: 127.0.0.1@${ports.nsd}
  tls-port: ${ports.nsd}
  tls-service-key: "${key}"
  tls-service-pem: "${cert}"
  tcp-query-count: 1
`,
  );
}

/** Pads its answers, says how long a connection may idle, and closes it after a second without a query. */
function unbound({ folder, ports, key, cert }: Site): Peer {
  const text = `server:
  interface: 127.0.0.1@${ports.unbound}
  tls-port: ${ports.unbound}
  tls-service-key: "${key}"
  tls-service-pem: "${cert}"
  do-daemonize: no
  username: ""
  chroot: ""
  directory: "${folder.path}"
  pidfile: ""
  use-syslog: no
  num-threads: 1
  module-config: "iterator"
  do-not-query-localhost: no
  pad-responses: yes
  edns-tcp-keepalive: yes
  edns-tcp-keepalive-timeout: 1000
  tcp-idle-timeout: 1000
  local-zone: "example." nodefault
remote-control:
  control-enable: no
stub-zone:
  name: "example."
  stub-addr: 127.0.0.1@${ports.plain}
`;
  return { program: 'unbound', args: ['-d', '-c', folder.write('unbound.conf', text)] };
}

/** Says that a connection may idle for a second. */
function bind({ folder, ports, key, cert }: Site): Peer {
  folder.write('bind/empty', '');
  const text = `tls own { key-file "${key}"; cert-file "${cert}"; };
options {
  directory "${folder.at('bind')}";
  listen-on port ${ports.bind} tls own { 127.0.0.1; };
  listen-on-v6 { none; };
  recursion no;
  dnssec-validation no;
  max-records-per-type 0;
  tcp-idle-timeout 10;
  tcp-keepalive-timeout 10;
  tcp-advertised-timeout 10;
  pid-file none;
  lock-file none;
  session-keyfile none;
};
controls { };
zone "example" { type primary; file "${folder.at('example.zone')}"; };
`;
  return { program: 'named', args: ['-g', '-n', '1', '-c', folder.write('bind/named.conf', text)] };
}

/** Closes a connection after three answers, or a second without a query. */
function dnsdist({ folder, ports, key, cert }: Site): Peer {
  const front = (port: number, provider: string) =>
    `addTLSLocal("127.0.0.1:${port}", "${cert}", "${key}", { provider="${provider}" })\n`;
  const text = `setSecurityPollSuffix("")
setLocal("127.0.0.1:0")
setACL("127.0.0.0/8")
setMaxTCPQueriesPerConnection(3)
setTCPRecvTimeout(1)
newServer({ address="127.0.0.1:${ports.plain}", healthCheckMode="up" })
${front(ports.dnsdist, 'openssl')}${front(ports['dnsdist-gnutls'], 'gnutls')}`;
  const args = ['--supervised', '--disable-syslog', '-C', folder.write('dnsdist.conf', text)];
  return { program: 'dnsdist', args };
}

/** Passes on what it decrypts, and closes what idles for a second. */
function haproxy({ folder, ports }: Site): Peer {
  const pem = (name: string, { key, cert }: { readonly key: string; readonly cert: string }) =>
    folder.write(`${name}.pem`, `${cert}\n${key}`);
  const server = pem('server', certificates.server);
  const front = (name: Name, options: string) =>
    `frontend ${name}\n  bind 127.0.0.1:${ports[name]} ssl ${options}\n  default_backend nsd\n`;
  const text = `global
  ssl-default-bind-ciphers ALL:@SECLEVEL=0
defaults
  mode tcp
  timeout connect 5s
  timeout client 1s
  timeout server 1s
${front('haproxy', `crt ${server}`)}
${front('tls12', `crt ${server} ssl-min-ver TLSv1.2 ssl-max-ver TLSv1.2`)}
${front('tls11', `crt ${server} ssl-min-ver TLSv1.1 ssl-max-ver TLSv1.1`)}
${front('expired', `crt ${pem('expired', certificates.expired)}`)}
${front('own', `crt ${pem('own', certificates.own)}`)}
${front('mutual', `crt ${server} verify required ca-file ${folder.at('ca.pem')}`)}
backend nsd
  server nsd 127.0.0.1:${ports.plain}
`;
  return { program: 'haproxy', args: ['-db', '-f', folder.write('haproxy.cfg', text)] };
}

/** Writes the files of all of them. The one behind others comes first. */
export function preparePeers(folder: TempFolder, ports: Ports): readonly Peer[] {
  folder.write('example.zone', ZONE);
  folder.write('ca.pem', certificates.ca);
  const { key, cert } = certificates.server;
  const site = { folder, ports, key: folder.write('tls.key', key), cert: folder.write('tls.crt', cert) };
  return [
    nsd(site, 'plain', `  ip-address: 127.0.0.1@${ports.plain}\n`),
    ...[nsdOverTls, unbound, bind, dnsdist, haproxy].map(prepare => prepare(site)),
  ];
}
