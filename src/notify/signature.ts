// The signature of a message: whoever has the key can tell who sent it, and when.
import { createHmac } from 'node:crypto';

const TIMESTAMP_HEADER = 'Rondo-Timestamp';
const SIGNATURE_HEADER = 'Rondo-Signature';

/**
 * The headers of a signed message: `sha256=` and the HMAC (RFC 2104) in hexadecimal digits of the timestamp, a dot, and the body.
 * @param seconds since 1970
 */
export function signatureHeaders(key: string, seconds: number, body: string): Record<string, string> {
  const timestamp = String(seconds);
  const mac = createHmac('sha256', key).update(`${timestamp}.${body}`).digest('hex');
  return { [TIMESTAMP_HEADER]: timestamp, [SIGNATURE_HEADER]: `sha256=${mac}` };
}
