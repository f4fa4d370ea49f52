// BIND: one worker thread, no recursion, minimal answers.
import { type Peer, writeInto } from './peer.js';

export const bind: Peer = {
  name: 'bind',
  works: 'abcdg',
  prepare(folder, port, { zones }) {
    const list = zones.origins.map(
      origin => `zone "${origin}" { type primary; file "${zones.folder}/${origin}.zone"; };\n`,
    );
    const text = `options {
  directory "${folder}";
  listen-on port ${port} { 127.0.0.1; };
  listen-on-v6 { none; };
  pid-file none;
  lock-file none;
  session-keyfile "${folder}/session.key";
  recursion no;
  dnssec-validation no;
  minimal-responses yes;
  notify no;
};
controls { };
${list.join('')}`;
    return ['named', '-g', '-n', '1', '-c', writeInto(folder, 'named.conf', text)];
  },
};
