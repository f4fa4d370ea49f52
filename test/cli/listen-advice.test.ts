// What is said of an address that cannot be had and that only rondo.yaml can name: no flag would do the same.
import { expect, test } from 'vitest';
import { adviseOnListenError } from '../../src/cli/listen-advice.js';
import { ListenError } from '../../src/serve/listen-error.js';

const advice = (protocol: string, code: string, port: number) =>
  adviseOnListenError(new ListenError({ address: '192.0.2.1', port }, protocol, code));

test.each(['tls', 'https', 'http'])('%s: another port is written into rondo.yaml', protocol => {
  for (const code of ['EADDRINUSE', 'EACCES']) {
    const said = advice(protocol, code, 443);
    expect(said).toContain(`192.0.2.1:443 (${protocol})`);
    expect(said).toContain('write another port behind its address in rondo.yaml, such as 8443');
    expect(said).not.toContain('--listen');
  }
  expect(advice(protocol, 'EADDRNOTAVAIL', 8443)).toMatch(/choose one of them in rondo\.yaml$/);
});

test.each(['udp', 'tcp'])('%s: the flag is named', protocol => {
  expect(advice(protocol, 'EACCES', 53)).toContain('--listen 192.0.2.1:5300');
  expect(advice(protocol, 'EADDRNOTAVAIL', 53)).toMatch(/with --listen or in rondo\.yaml$/);
});
