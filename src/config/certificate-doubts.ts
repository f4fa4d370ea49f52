// What is doubtful about a certificate and a key that can be used: clients may not take it, or strangers may.
import type { X509Certificate } from 'node:crypto';
import { expiryText } from '../probe/tls/expiry.js';
import { certificatesOf } from '../probe/tls/settings.js';
import type { Doubt } from '../source/problem.js';
import { isPublic } from '../source/public-file.js';
import { strangerBesideOwner } from '../source/strangers.js';
import { certificateState, certificateTime } from './certificate-time.js';

/** When it is valid. */
function timeDoubt(certificate: X509Certificate, nowMs: number): Doubt | undefined {
  const time = certificateTime(certificate);
  const state = certificateState(time, nowMs);
  if (state === 'early')
    return {
      message: `the certificate is valid only from ${new Date(time.startsMs).toISOString()}`,
      hint: 'look at the clock of this machine',
    };
  return state === 'valid' ? undefined : { message: expiryText(time.expiresMs - nowMs), hint: 'renew it' };
}

/** Whether the certificate of the issuer stands behind it. Those of private authorities, which clients know, need none. */
function chainDoubt([own, ...others]: readonly X509Certificate[]): Doubt | undefined {
  const isOfPublicAuthority = /^CA Issuers/m.test(own.infoAccess ?? '');
  if (!isOfPublicAuthority || others.some(each => own.checkIssued(each))) return undefined;
  const [, issuer = own.issuer] = /^CN=(.*)$/m.exec(own.issuer) ?? [];
  return {
    message: `the certificate of its issuer, ${issuer}, is not in the file: many clients do not take it alone`,
    hint: 'name the file with the chain, such as fullchain.pem',
  };
}

/** @param pem the certificate with its chain @param nowMs in milliseconds since 1970 */
export function certificateDoubts(pem: string, nowMs: number): Doubt[] {
  const all = certificatesOf(pem);
  return [timeDoubt(all[0], nowMs), chainDoubt(all)].filter(doubt => doubt !== undefined);
}

/** Who else may read or change the private key. @param path of a file that was read */
export function keyFileDoubt(path: string): Doubt | undefined {
  const stranger = strangerBesideOwner(path);
  if (stranger !== undefined)
    return { message: stranger.text, hint: 'whoever does can have clients get no answers' };
  if (!isPublic(path)) return undefined;
  return {
    message: `anybody on this machine may read the private key in ${path}`,
    hint: `chmod o-r ${path}`,
  };
}
