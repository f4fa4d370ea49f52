// The messages of PostgreSQL: any octets are read or refused, and a probe that gets them ends.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Attachment } from '../../src/probe/attachment.js';
import { MessageError, MessageReader } from '../../src/probe/pgsql/message.js';
import { resultToText } from '../../src/probe/result.js';
import { runProbe } from '../../src/probe/run.js';
import type { ProbeOverrides } from '../../src/probe/spec.js';
import type { Target } from '../../src/probe/target.js';
import { specOf } from '../health/spec.js';
import { backend } from './backend.js';
import { message } from './wire.js';

async function probe(target: Target, overrides: ProbeOverrides = {}): Promise<string> {
  return resultToText(await runProbe(target, specOf({ timeoutMs: 2000, ...overrides, kind: 'pgsql' })));
}

const secret = (text: string) => new Attachment('env', 'TEST', text);
const password = secret('sésame');

/** A server that says this at once. */
const says = (...octets: readonly Buffer[]) => backend(socket => socket.end(Buffer.concat(octets)));

describe('messages', () => {
  it('that are any octets are read or refused', () => {
    const type = fc.constantFrom(...'REZSKNvTDCIAnX');
    const part = fc.oneof(
      fc.uint8Array({ maxLength: 12 }).map(octets => Buffer.from(octets)),
      fc.tuple(type, fc.uint8Array({ maxLength: 20 })).map(([t, body]) => message(t, Buffer.from(body))),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 10 }), parts => {
        const reader = new MessageReader(({ type, body }) =>
          expect([type.length, body.length >= 0]).toEqual([1, true]),
        );
        try {
          for (const each of parts) reader.push(each);
        } catch (error) {
          expect(error).toBeInstanceOf(MessageError);
        }
      }),
    );
  });

  it('that are any octets never make a probe reject', async () => {
    const part = fc.uint8Array({ maxLength: 24 });
    const type = fc.constantFrom(...'RREZSKNTDC');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(type, part), { maxLength: 4 }), async parts => {
        const server = await says(...parts.map(([t, body]) => message(t, Buffer.from(body))));
        const login = { user: 'u', password, role: 'primary' } as const;
        expect(await probe(server.target, { ...login, timeoutMs: 500 })).toMatch(/^L7(RSP|STS)/);
      }),
      { numRuns: 50 },
    );
  });
});
