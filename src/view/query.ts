// A message as it is shown, and the reply that `rondo query` shows.
import { z } from 'zod';

const record = z
  .strictObject({ name: z.string(), ttl: z.int(), type: z.string(), data: z.string() })
  .readonly();
/** One record as shown. */
export type ReplyRecord = z.output<typeof record>;

const records = z.array(record).readonly();

const message = {
  status: z.string().describe('The response code, the extended part of EDNS included.'),
  flags: z.array(z.enum(['qr', 'aa', 'tc', 'rd', 'ra', 'ad', 'cd'])).readonly(),
  question: z.strictObject({ name: z.string(), type: z.string() }).readonly(),
  answer: records,
  authority: records,
  additional: records,
  udpSize: z.int().optional().describe('UDP size that the server announced; absent without EDNS.'),
  errors: z
    .array(z.strictObject({ code: z.int(), purpose: z.string(), text: z.string() }).readonly())
    .readonly()
    .describe('Extended DNS Errors.'),
  size: z.int().describe('Octets of the message.'),
};

/** A message as shown. */
export const messageView = z.strictObject(message).readonly();
export type MessageView = z.output<typeof messageView>;

export const replyView = z
  .strictObject({ ...message, server: z.string(), proto: z.enum(['udp', 'tcp']), durationMs: z.number() })
  .readonly();
export type Reply = z.output<typeof replyView>;
