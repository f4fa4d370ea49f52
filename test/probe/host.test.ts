// The Host header and the TLS server name.
import { describe, expect, it } from 'vitest';
import { certificateName, hostHeader, serverName } from '../../src/probe/wire/host.js';

describe('the Host header', () => {
  it.each([
    ['app.test', 80, 80, 'app.test'],
    ['app.test', 443, 443, 'app.test'],
    ['app.test', 443, 80, 'app.test:443'],
    ['app.test', 8081, 80, 'app.test:8081'],
    ['app.test:9000', 8081, 80, 'app.test:9000'],
    ['127.0.0.1', 8081, 80, '127.0.0.1:8081'],
    ['::1', 80, 80, '[::1]'],
    ['::1', 8081, 80, '[::1]:8081'],
    ['[::1]', 8081, 80, '[::1]:8081'],
    ['[::1]:9000', 8081, 80, '[::1]:9000'],
  ])('of %s on port %d, where %d is usual, is %4$s', (host, port, usual, header) => {
    expect(hostHeader(host, port, usual)).toBe(header);
  });
});

describe('the certificate name', () => {
  it.each([
    ['app.test', 'app.test', 'app.test'],
    ['app.test.', 'app.test', 'app.test'],
    ['app.test:8443', 'app.test', 'app.test'],
    ['127.0.0.1:8443', '127.0.0.1', ''],
    ['[::1]:8443', '::1', ''],
    ['::1', '::1', ''],
  ])('of %s is %s, and the server name %j', (host, name, sni) => {
    expect(certificateName(host)).toBe(name);
    expect(serverName(name)).toBe(sni);
  });
});
