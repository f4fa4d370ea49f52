// Which encrypted resolvers clients are told of (RFC 9462), by the listeners and their certificates.
import { expect, test } from 'vitest';
import { serverCertificate } from '../../src/config/certificate.js';
import { rdataToText } from '../../src/dns/rdata/to-text.js';
import { TYPE } from '../../src/dns/types.js';
import { designatedResolvers } from '../../src/store/designated-resolvers.js';
import { certificates } from '../probe/certificates.js';

const certificate = serverCertificate(certificates.server);

test('listeners with a certificate of a name are told, in their order', () => {
  const encrypted = [
    { address: '192.0.2.1', port: 853, certificate },
    { address: '2001:db8::1', port: 8443, certificate, path: '/dns-query' },
    { address: '0.0.0.0', port: 8853, certificate },
    // Behind a proxy, whose address and certificate are not known here; and a port that is another one each time.
    { address: '127.0.0.1', port: 80, certificate: undefined, path: '/dns-query' },
    { address: '127.0.0.1', port: 0, certificate },
  ];
  expect(designatedResolvers({ encrypted }).map(rdata => rdataToText(TYPE.SVCB, rdata))).toEqual([
    '1 app.test. alpn="dot" port=853 ipv4hint=192.0.2.1',
    '2 app.test. alpn="h2" port=8443 ipv6hint=2001:db8::1 dohpath="/dns-query{?dns}"',
    '3 app.test. alpn="dot" port=8853',
  ]);
});

test('without such a listener there are none', () => {
  expect(designatedResolvers({ encrypted: [] })).toEqual([]);
});
