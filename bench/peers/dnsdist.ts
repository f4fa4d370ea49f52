// dnsdist: one address for every name, from a rule, so that no server stands behind it.
import { type Peer, writeInto } from './peer.js';

export const dnsdist: Peer = {
  name: 'dnsdist',
  works: '',
  prepare(folder, port, { tls }) {
    const secure =
      tls === undefined ? '' : `addTLSLocal("127.0.0.1:${tls.port}", "${tls.cert}", "${tls.key}")\n`;
    const text = `setLocal("127.0.0.1:${port}")
${secure}addAction(AllRule(), SpoofAction({"10.0.0.1", "10.128.0.1"}))
`;
    return ['dnsdist', '--supervised', '--disable-syslog', '-C', writeInto(folder, 'dnsdist.conf', text)];
  },
};
