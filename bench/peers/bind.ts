// BIND: one worker thread, no recursion, minimal answers.
import { type Peer, TRANSFER_KEY, writeInto } from './peer.js';

const { name, secret } = TRANSFER_KEY;
const TRANSFER = {
  key: `key "${name}" { algorithm hmac-sha256; secret "${secret}"; };\n`,
  options: `  allow-transfer { 127.0.0.0/8; key "${name}"; };
  ixfr-from-differences yes;
  max-ixfr-ratio unlimited;
`,
};

/** What stands first in `options`: everything in one folder, on one port, and nothing resolved. */
export function bindOptions(folder: string, port: number): string {
  return `  directory "${folder}";
  listen-on port ${port} { 127.0.0.1; };
  listen-on-v6 { none; };
  pid-file none;
  lock-file none;
  session-keyfile "${folder}/session.key";
  recursion no;
  dnssec-validation no;
`;
}

export const bind: Peer = {
  name: 'bind',
  works: 'abcdgh',
  prepare(folder, port, { zones, isTransferred = false }) {
    const list = zones.origins.map(
      origin => `zone "${origin}" { type primary; file "${zones.folder}/${origin}.zone"; };\n`,
    );
    const text = `${isTransferred ? TRANSFER.key : ''}options {
${bindOptions(folder, port)}  minimal-responses yes;
  notify no;
${isTransferred ? TRANSFER.options : ''}};
controls { };
${list.join('')}`;
    return ['named', '-g', '-n', '1', '-c', writeInto(folder, 'named.conf', text)];
  },
};
