// The keys of a certificate in rondo.yaml: of the admin address, and of addresses where queries are answered over TLS.
import { z } from 'zod';
import { filePath } from '../source/fields.js';
import { advised, type KeyAdvice } from '../source/value-advice.js';

/** Words of others. */
function wordOfOthers(key: string): KeyAdvice | undefined {
  if (/cert|chain|pem/i.test(key)) return { hint: 'it is called `cert` here' };
  return /key/i.test(key) ? { hint: 'it is called `key` here' } : undefined;
}

const EXPECTED = 'expected a mapping with cert and key';
export const certificateKeys = advised(
  z.strictObject(
    {
      cert: filePath.describe('PEM file of the certificate and its chain'),
      key: filePath.describe('PEM file of its private key'),
    },
    { error: ({ code }) => (code === 'invalid_type' ? EXPECTED : undefined) },
  ),
  { key: wordOfOthers, advice: () => 'write { cert: fullchain.pem, key: key.pem }' },
);
export type CertificateKeys = z.output<typeof certificateKeys>;
