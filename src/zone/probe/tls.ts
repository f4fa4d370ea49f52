// The settings of TLS, for the kinds that speak it, and their keys in YAML.
import { z } from 'zod';
import { hostName } from './words.js';

export interface TlsSpec {
  /** The TLS server name, and the name in the certificate. */
  readonly sni?: string;
  /** Do not verify the certificate. */
  readonly insecure: boolean;
}

export const tlsKeys = {
  sni: hostName
    .describe('TLS server name, and the name in the certificate; default: host, or the owner of the records')
    .optional(),
  insecure: z.boolean().describe('Do not verify the certificate').optional(),
};

export const tlsDefaults = { insecure: false } as const;

/** For kinds that speak TLS only when told to. */
export const tlsKey = z.boolean().describe('Speak TLS').optional();
