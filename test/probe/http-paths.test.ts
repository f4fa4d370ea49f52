// The HTTP probe that asks for several paths, and backends that send heads without end or sense.
import { describe, expect, it } from 'vitest';
import { resultToText } from '../../src/probe/result.js';
import { runProbe } from '../../src/probe/run.js';
import type { ProbeOverrides } from '../../src/probe/spec.js';
import type { Target } from '../../src/probe/target.js';
import { specOf } from '../health/spec.js';
import { backend, drip, saying } from './backend.js';

/** The result of one probe, as text. */
async function probe(target: Target, overrides: ProbeOverrides = {}): Promise<string> {
  return resultToText(await runProbe(target, specOf({ timeoutMs: 2000, ...overrides })));
}

/** A deadline that a test waits for. */
const soon = { timeoutMs: 150 };

describe('several paths', () => {
  /** Knows some paths, each with its status; says nothing to others. */
  async function site(statuses: Record<string, number>) {
    const asked: string[] = [];
    const { target } = await backend((socket, request) => {
      const path = request.split(' ')[1];
      asked.push(path);
      if (path in statuses) socket.end(`HTTP/1.1 ${statuses[path]} Fine\r\nContent-Length: 2\r\n\r\nhi`);
    });
    return { target, asked };
  }

  it('are asked for one after the other, and all must be good', async () => {
    const { target, asked } = await site({ '/live': 200, '/ready': 204 });
    expect(await probe(target, { paths: ['/live', '/ready'] })).toBe('L7OK 204');
    expect(asked).toEqual(['/live', '/ready']);
  });

  it('end at the first that is not, which is named', async () => {
    const { target, asked } = await site({ '/live': 200, '/ready': 503, '/more': 200 });
    expect(await probe(target, { paths: ['/live', '/ready', '/more'] })).toBe('L7STS 503 /ready');
    expect(asked).toEqual(['/live', '/ready']);
    expect(await probe(target, { paths: ['/live', '/more'], body: 'ho' })).toBe(
      'L7RSP 200 /live: no "ho" in the body',
    );
  });

  it('share one deadline', async () => {
    const { target, asked } = await site({ '/live': 200 });
    expect(await probe(target, { paths: ['/live', '/hangs', '/more'], ...soon })).toBe(
      'L7TOUT /hangs: no response within 150 ms',
    );
    expect(asked).toEqual(['/live', '/hangs']);
  });
});

describe('a backend that', () => {
  it('sends its head octet by octet is cut off at the deadline', async () => {
    const { target } = await backend(socket => {
      socket.write('HTTP/1.1 200 OK\r\nX-Long: ');
      drip(socket, 5, () => socket.write('x'));
    });
    expect(await probe(target, soon)).toBe('L7TOUT no response within 150 ms');
  });

  it('sends 1xx responses without end is cut off at the deadline', async () => {
    const { target } = await backend(socket => {
      drip(socket, 5, () => socket.write('HTTP/1.1 100 Continue\r\n\r\n'));
    });
    expect(await probe(target, soon)).toBe('L7TOUT no response within 150 ms');
  });

  it('floods the header is cut off at 16 KiB', async () => {
    const server = await backend(socket => {
      socket.write('HTTP/1.1 200 OK\r\n');
      drip(socket, 1, () => socket.write(`X-Flood: ${'x'.repeat(8000)}\r\n`));
    });
    expect(await probe(server.target)).toBe('L7RSP the header is over 16 KiB');
    await server.allClosed();
  });

  it('answers with two different lengths is not believed', async () => {
    const { target } = await saying('HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello');
    expect(await probe(target)).toMatch(/^L7RSP /);
  });
});
