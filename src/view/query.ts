// The reply that `rondo query` shows.
import { z } from 'zod';

const record = z
  .strictObject({ name: z.string(), ttl: z.int(), type: z.string(), data: z.string() })
  .readonly();
/** One record as shown. */
export type ReplyRecord = z.output<typeof record>;

const records = z.array(record).readonly();

export const replyView = z
  .strictObject({
    /** The response code, the extended part of EDNS included. */
    status: z.string(),
    flags: z.array(z.enum(['qr', 'aa', 'tc', 'rd', 'ra', 'ad', 'cd'])).readonly(),
    question: z.strictObject({ name: z.string(), type: z.string() }).readonly(),
    answer: records,
    authority: records,
    additional: records,
    /** UDP size that the server announced; absent without EDNS. */
    udpSize: z.int().optional(),
    /** Extended DNS Errors. */
    errors: z
      .array(z.strictObject({ code: z.int(), purpose: z.string(), text: z.string() }).readonly())
      .readonly(),
    server: z.string(),
    proto: z.enum(['udp', 'tcp']),
    durationMs: z.number(),
    /** Octets of the message. */
    size: z.int(),
  })
  .readonly();
export type Reply = z.output<typeof replyView>;
