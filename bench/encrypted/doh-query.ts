// Queries and answers of DNS over HTTPS as the bench has them.
import { encode } from 'dns-packet';

export const DOH_PATH = '/dns-query';

/** A query with the id 0 (RFC 8484 §4.1). */
export function dohQuery(name: string): Buffer {
  return encode({ type: 'query', id: 0, flags: 0, questions: [{ name, type: 'A', class: 'IN' }] });
}

/** The target of a GET. */
export function dohTarget(name: string): string {
  return `${DOH_PATH}?dns=${dohQuery(name).toString('base64url')}`;
}

/** @param message as it came @throws Error when it does not have records */
export function checkAnswer(message: Buffer): void {
  if (message.length < 12 || (message[3] & 15) !== 0 || message.readUInt16BE(6) === 0)
    throw new Error('a reply has no answer');
}
