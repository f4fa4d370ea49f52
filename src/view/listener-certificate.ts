// What is shown of the certificate of addresses that answer over TLS or HTTPS, and of the admin address.
import { z } from 'zod';

/** RFC 3339. */
const moment = z.iso.datetime();

const certificateState = z.enum(['early', 'valid', 'ending', 'ended']);
/** How a certificate stands to its period of validity. */
export type CertificateState = z.output<typeof certificateState>;

export const listenerCertificate = z
  .strictObject({
    name: z.string().optional().describe('The first name that it is for; absent when it has none.'),
    listen: z.array(z.string()).readonly().describe('The addresses that show it, as configured.'),
    from: moment.describe('When it begins to be valid.'),
    until: moment.describe('When it ends.'),
    state: certificateState.describe(
      '`early` before its time; `ending` in its last 14 days, or the last third of a short time; `ended` after it.',
    ),
  })
  .readonly();
export type ListenerCertificateView = z.output<typeof listenerCertificate>;
