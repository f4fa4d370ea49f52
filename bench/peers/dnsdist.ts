// dnsdist: one address for every name, from a rule, so that no server stands behind it.
import { type Peer, type SecureSite, writeInto } from './peer.js';

function secureLine({ port, cert, key, path }: SecureSite): string {
  const files = `"127.0.0.1:${port}", "${cert}", "${key}"`;
  return path === undefined ? `addTLSLocal(${files})\n` : `addDOHLocal(${files}, "${path}")\n`;
}

export const dnsdist: Peer = {
  name: 'dnsdist',
  works: '',
  prepare(folder, port, { tls }) {
    const secure = tls === undefined ? '' : secureLine(tls);
    const text = `setLocal("127.0.0.1:${port}")
${secure}addAction(AllRule(), SpoofAction({"10.0.0.1", "10.128.0.1"}))
`;
    return ['dnsdist', '--supervised', '--disable-syslog', '-C', writeInto(folder, 'dnsdist.conf', text)];
  },
};
