// The response code to a message that asks for no records, because it is no question or not one that is understood.
import { RCODE } from '../dns/constants.js';
import { CLIENT_COOKIE } from './cookie-jar.js';
import { PARSED, type Question } from './question.js';
import type { AnswerSettings } from './settings.js';

/** @param parsed what became of the question, one of {@link PARSED}, but neither QUERY nor DROP */
export function rcodeOf(
  parsed: number,
  { options }: Question,
  { cookies }: AnswerSettings,
  hasValidCookie: boolean,
): number {
  if (parsed === PARSED.NOTIMP) return RCODE.NOTIMP;
  if (parsed === PARSED.BADVERS) return RCODE.BADVERS;
  if (parsed !== PARSED.COOKIE_ONLY || cookies === undefined) return RCODE.FORMERR;
  // A client that asks for a cookie gets one; one that shows a cookie also learns whether it is good (RFC 7873 §5.4).
  return options.cookieLength === CLIENT_COOKIE || hasValidCookie ? RCODE.NOERROR : RCODE.BADCOOKIE;
}
