// The packets of MySQL: any octets are read or refused, and a probe that gets them ends.
import { createServer } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Attachment } from '../../src/probe/attachment.js';
import { PacketError, PacketReader } from '../../src/probe/mysql/packet.js';
import { resultToText } from '../../src/probe/result.js';
import { runProbe } from '../../src/probe/run.js';
import type { ProbeOverrides } from '../../src/probe/spec.js';
import type { Target } from '../../src/probe/target.js';
import { specOf } from '../health/spec.js';
import { listen } from './backend.js';
import { greeting, packet } from './wire.js';

async function probe(target: Target, overrides: ProbeOverrides = {}): Promise<string> {
  return resultToText(await runProbe(target, specOf({ timeoutMs: 2000, ...overrides, kind: 'mysql' })));
}

const secret = (text: string) => new Attachment('env', 'TEST', text);
const password = secret('sésame');
const login = { user: 'probe', password } as const;

describe('packets', () => {
  it('that are any octets are read or refused', () => {
    const part = fc.oneof(
      fc.uint8Array({ maxLength: 12 }).map(octets => Buffer.from(octets)),
      fc.uint8Array({ maxLength: 40 }).map(body => packet(0, Buffer.from(body))),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 10 }), parts => {
        const reader = new PacketReader(({ body }) => expect(body.length).toBeGreaterThan(0));
        try {
          for (const each of parts) reader.push(each);
        } catch (failure) {
          expect(failure).toBeInstanceOf(PacketError);
        }
      }),
    );
  });

  it('that are any octets never make a probe reject', async () => {
    const body = fc.tuple(fc.constantFrom(0, 1, 10, 0xfe, 0xff), fc.uint8Array({ maxLength: 60 }));
    await fc.assert(
      fc.asyncProperty(fc.boolean(), fc.array(body, { maxLength: 6 }), async (isGreeted, bodies) => {
        const packets = bodies.map(([first, rest], at) =>
          packet(at === 0 ? 2 : at, Buffer.from([first, ...rest])),
        );
        const server = await listen(
          createServer(socket => socket.end(Buffer.concat([...(isGreeted ? [greeting()] : []), ...packets]))),
        );
        const text = await probe(server.target, { ...login, role: 'primary', timeoutMs: 500 });
        expect(text).toMatch(/^L7(RSP|STS)/);
      }),
      { numRuns: 50 },
    );
  });
});
