// What to do when a listen address cannot be had: why, who holds it, and the ways out.
import { type ListenError, showAddress } from '../app/listeners.js';
import { portOwner } from './port-owner.js';

const ANOTHER_PORT = '  - or use a port that needs no privilege:  rondo serve --listen 127.0.0.1:5300';

/** An explanation of several lines, without a final newline. */
export function adviseOnListenError(error: ListenError): string {
  const what = `rondo: cannot listen on ${showAddress(error.listen)} (${error.protocol}): `;
  if (error.code === 'EADDRINUSE') return what + inUse(error);
  if (error.code === 'EACCES') return what + notAllowed(error);
  if (error.code === 'EADDRNOTAVAIL')
    return `${what}no interface of this machine has the address (EADDRNOTAVAIL).\n  - "ip address" lists the addresses; choose one of them with --listen or "listen:" in rondo.yaml`;
  return `${what}${error.code}`;
}

function inUse({ listen }: ListenError): string {
  const owner = portOwner(listen.port);
  const by = owner === undefined ? 'another process' : `${owner.name} (pid ${owner.pid})`;
  const lines = [`the address is in use by ${by} (EADDRINUSE).`];
  if (owner?.name.startsWith('systemd-resolve')) lines.push(...systemdResolved());
  else if (owner !== undefined) lines.push(`  - stop it, if it is not needed:  kill ${owner.pid}`);
  else lines.push(`  - see who holds it:  ss -lunp 'sport = :${listen.port}'`);
  lines.push(
    '  - or listen on one explicit address that is free:  rondo serve --listen 127.0.0.2:53',
    ANOTHER_PORT,
  );
  return lines.join('\n');
}

function systemdResolved(): string[] {
  return [
    '  - systemd-resolved keeps port 53 for its stub listener. This frees it:',
    '      mkdir -p /etc/systemd/resolved.conf.d',
    "      printf '[Resolve]\\nDNSStubListener=no\\n' > /etc/systemd/resolved.conf.d/rondo.conf",
    '      systemctl restart systemd-resolved',
    '    Its stub holds 127.0.0.53:53 and 127.0.0.54:53 only: 127.0.0.1:53 can usually be bound beside it.',
  ];
}

function notAllowed({ listen }: ListenError): string {
  return [
    `ports below 1024 need a privilege that this process lacks (EACCES).`,
    `  - give it to node:  sudo setcap cap_net_bind_service=+ep ${process.execPath}`,
    `  - or lower the limit for the machine:  sudo sysctl net.ipv4.ip_unprivileged_port_start=${listen.port}`,
    '  - or, in a systemd unit:  AmbientCapabilities=CAP_NET_BIND_SERVICE',
    ANOTHER_PORT,
  ].join('\n');
}
