// What to do when a listen address cannot be opened: why, who holds it, and the ways out.
import { type ListenError, showAddress } from '../serve/listen-error.js';
import { type PortOwner, portOwner } from './port-owner.js';

/** A port that needs no privilege, and one for when it is taken. */
const FREE_PORTS = [5300, 5301];

/** The command as this process was started: who typed `npm start` may have no `rondo` to type. */
const SERVE = process.env.npm_lifecycle_event === 'start' ? 'npm start --' : 'rondo serve';

/** An explanation of several lines, without a final newline. */
export function adviseOnListenError(error: ListenError): string {
  const { listen, protocol, code } = error;
  const what = `rondo: cannot listen on ${showAddress(listen)} (${protocol}): `;
  if (code === 'EADDRINUSE') return [`${what}${inUse(error)}`, otherAddress(error)].join('\n');
  if (code === 'EACCES') return [`${what}${notAllowed(error)}`, otherAddress(error)].join('\n');
  if (code === 'EADDRNOTAVAIL')
    return `${what}no interface of this machine has the address (EADDRNOTAVAIL).\n  - "ip address" lists the addresses; choose one of them ${whereOf(error)}`;
  return `${what}${code}`;
}

/** Where an address is chosen. */
function whereOf({ protocol }: ListenError): string {
  if (IN_FILE.includes(protocol)) return 'in rondo.yaml';
  return `with ${protocol === 'admin' ? '--admin' : '--listen'} or in rondo.yaml`;
}

/** Listeners that only rondo.yaml can name: they have a certificate, or a path. */
const IN_FILE: readonly string[] = ['tls', 'https', 'http'];

/** The way out that always works. */
function otherAddress({ listen, protocol }: ListenError): string {
  if (IN_FILE.includes(protocol))
    return `  - or write another port behind its address in rondo.yaml, such as ${listen.port + (listen.port < 1024 ? 8_000 : 1)}`;
  if (protocol === 'admin')
    return `  - or use another port, or none:  ${SERVE} --admin ${showAddress({ ...listen, port: listen.port + (listen.port < 1024 ? 9153 : 1) })}  or  --admin off`;
  const port = FREE_PORTS.find(free => free !== listen.port) ?? listen.port;
  return `  - or use a port that needs no privilege:  ${SERVE} --listen ${showAddress({ ...listen, port })}`;
}

function inUse({ listen, protocol }: ListenError): string {
  const owner = portOwner(listen.address, listen.port, protocol === 'udp' ? 'udp' : 'tcp');
  const by = owner === undefined ? 'another process' : `${owner.name}, process ${owner.pid}`;
  const lines = [`the address is in use by ${by} (EADDRINUSE).`];
  const table = protocol === 'udp' ? '-lunp' : '-ltnp';
  if (owner === undefined) lines.push(`  - see who holds it:  sudo ss ${table} 'sport = :${listen.port}'`);
  else if (owner.name.startsWith('systemd-resolve')) lines.push(...systemdResolved());
  else lines.push(`  - stop it, if it is not needed:  kill ${owner.pid}`);
  if (owner?.name.startsWith('rondo') === true)
    lines.push(
      `  - or take its place without losing a query${protocol === 'admin' ? ', if it answers on the same addresses' : ''}:  ${SERVE} --takeover`,
    );
  if (!['admin', ...IN_FILE].includes(protocol) && !listen.address.includes(':'))
    lines.push(...beside(listen, owner));
  return lines.join('\n');
}

/** Another loopback address, unless the port is taken on all of them. */
function beside({ address, port }: ListenError['listen'], owner: PortOwner | undefined): string[] {
  if (owner?.isEverywhere === true) return [];
  const free = address === '127.0.0.1' ? '127.0.0.2' : '127.0.0.1';
  return [`  - or listen on one explicit address that is free:  ${SERVE} --listen ${free}:${port}`];
}

function systemdResolved(): string[] {
  return [
    '  - systemd-resolved keeps port 53 for its stub listener. This frees it:',
    '      sudo mkdir -p /etc/systemd/resolved.conf.d',
    "      printf '[Resolve]\\nDNSStubListener=no\\n' | sudo tee /etc/systemd/resolved.conf.d/rondo.conf",
    '      sudo systemctl restart systemd-resolved',
    '    Its stub holds 127.0.0.53:53 and 127.0.0.54:53 only: 127.0.0.1:53 can usually be bound beside it.',
  ];
}

function notAllowed({ listen }: ListenError): string {
  return [
    'ports below 1024 need a privilege that this process lacks (EACCES).',
    `  - give it to node:  sudo setcap cap_net_bind_service=+ep ${process.execPath}`,
    `  - or lower the limit for the machine:  sudo sysctl net.ipv4.ip_unprivileged_port_start=${listen.port}`,
    '  - or, in a systemd unit:  AmbientCapabilities=CAP_NET_BIND_SERVICE',
  ].join('\n');
}
