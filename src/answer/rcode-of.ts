// The response code to a message that asks for no records, because it is no question or not one that is understood.
import { RCODE } from '../dns/constants.js';
import { CLIENT_COOKIE } from './cookie-jar.js';
import { CONTROL, type Exchange } from './exchange.js';
import { PARSED, type Parsed } from './question.js';
import type { AnswerSettings } from './settings.js';

/** @param parsed what became of the question */
export function rcodeOf(
  parsed: Exclude<Parsed, typeof PARSED.QUERY | typeof PARSED.DROP>,
  exchange: Exchange,
  { cookies, notifyRcode, updateRcode }: AnswerSettings,
): number {
  const { question, hasValidCookie, control, client, key } = exchange;
  switch (parsed) {
    case PARSED.NOTIMP:
      if (control === CONTROL.NOTIFY) return notifyRcode?.(client) ?? RCODE.NOTIMP;
      return (control === CONTROL.UPDATE ? updateRcode?.(key) : undefined) ?? RCODE.NOTIMP;
    case PARSED.BADVERS:
      return RCODE.BADVERS;
    case PARSED.FORMERR:
    case PARSED.BAD_OPTION:
    case PARSED.NO_QUESTION:
      return RCODE.FORMERR;
    case PARSED.COOKIE_ONLY:
      if (cookies === undefined) return RCODE.FORMERR;
      // A client that asks for a cookie gets one; one that shows a cookie also learns whether it is good (RFC 7873 §5.4).
      return question.options.cookieLength === CLIENT_COOKIE || hasValidCookie
        ? RCODE.NOERROR
        : RCODE.BADCOOKIE;
  }
}
