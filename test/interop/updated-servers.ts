// BIND and Knot with a zone u.test that the key `up.` may change.
import { SECRET } from '../support/signed.js';
import type { TempFolder } from '../support/temp-folder.js';

export function updatedBind(folder: TempFolder, port: number): string {
  return `key "up" { algorithm hmac-sha256; secret "${SECRET}"; };
options {
  directory "${folder.at('BIND')}";
  listen-on port ${port} { 127.0.0.1; };
  listen-on-v6 { none; };
  recursion no;
  dnssec-validation no;
  notify no;
  allow-transfer { any; };
  pid-file none;
  lock-file none;
  session-keyfile none;
  empty-zones-enable no;
  check-integrity no;
};
controls { };
zone "u.test" { type primary; file "u.test.zone"; update-policy { grant up subdomain u.test. ANY; }; };
`;
}

export function updatedKnot(folder: TempFolder, port: number): string {
  return `server:
  rundir: "${folder.at('Knot')}"
  listen: 127.0.0.1@${port}
  udp-workers: 1
  tcp-workers: 1
  background-workers: 1
log:
  - target: stderr
    any: info
database:
  storage: "${folder.at('Knot')}"
key:
  - id: up
    algorithm: hmac-sha256
    secret: ${SECRET}
acl:
  - id: keyed
    key: up
    action: update
  - id: near
    address: 127.0.0.1
    action: transfer
zone:
  - domain: u.test.
    storage: "${folder.at('Knot')}"
    file: u.test.zone
    acl: [keyed, near]
    semantic-checks: off
    zonefile-sync: -1
`;
}
