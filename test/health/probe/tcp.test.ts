// The TCP probe.
import { describe, expect, it } from 'vitest';
import { runProbe } from '../../../src/health/probe/probe.js';
import { resultToText } from '../../../src/health/probe/result.js';
import type { Target } from '../../../src/health/probe/target.js';
import { specOf } from '../spec.js';
import { backend, refusing } from './backend.js';
import { withSilentTarget } from './full-listener.js';

async function probe(target: Target, timeoutMs = 2000): Promise<string> {
  return resultToText(await runProbe(target, specOf({ kind: 'tcp', timeoutMs })));
}

describe('the TCP probe', () => {
  it.each(['127.0.0.1', '::1'])('is content with a connection to %s, and closes it', async address => {
    const server = await backend(() => {}, address);
    expect(await probe(server.target)).toBe('L4OK');
    await server.allClosed();
  });

  it('calls a refused connection L4CON', async () => {
    expect(await probe(await refusing())).toBe('L4CON connection refused');
  });

  it('calls a connection that does not come about in time L4TOUT', async () => {
    await withSilentTarget(async target => {
      expect(await probe(target, 100)).toBe('L4TOUT no connection within 100 ms');
    });
  });

  it('needs a port and an address', async () => {
    expect(await probe({ address: '127.0.0.1', host: '' })).toBe('SOCKERR a tcp probe needs a port');
    expect(await probe({ address: 'localhost', port: 80, host: '' })).toBe(
      'SOCKERR localhost is not an IP address',
    );
  });
});
