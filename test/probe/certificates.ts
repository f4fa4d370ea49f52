// Certificates of the name app.test: of a test's own authority, valid until 2120, and one that expired in 2021.
import { readFileSync } from 'node:fs';

const fixture = (name: string) => readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8');

export const certificates = {
  ca: fixture('ca.crt'),
  /** Of the key of `server`, with its issuer behind it: an authority that says where its own certificate is to be had. */
  chain: fixture('chain.crt'),
  server: { key: fixture('server.key'), cert: fixture('server.crt') },
  expired: { key: fixture('server.key'), cert: fixture('expired.crt') },
  client: { key: fixture('client.key'), cert: fixture('client.crt') },
  /** Self-signed. */
  own: { key: fixture('self-signed.key'), cert: fixture('self-signed.crt') },
};
