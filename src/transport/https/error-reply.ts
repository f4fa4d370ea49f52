// Replies to requests of DNS over HTTPS that are not answered: their words, for people.
import { type ErrorStatus, STATUS } from '../../answer/http-status.js';
import { DNS_MESSAGE, METHODS } from './dns-request.js';
import type { ReplyFields } from './http-exchange.js';

const WORDS: Readonly<Record<ErrorStatus, string>> = {
  [STATUS.BAD_REQUEST]:
    'send one DNS query: as the content of a POST, or in ?dns= of a GET, as base64url without padding',
  [STATUS.NOT_FOUND]: 'DNS over HTTPS is answered at another path',
  [STATUS.METHOD_NOT_ALLOWED]: `the methods are ${METHODS}`,
  [STATUS.TIMEOUT]: 'the content did not come in time',
  [STATUS.CONTENT_TOO_LARGE]: 'a message has 65535 octets at most',
  [STATUS.URI_TOO_LONG]: 'send such a long message with POST',
  [STATUS.UNSUPPORTED_MEDIA_TYPE]: `the content of a POST is ${DNS_MESSAGE}`,
  [STATUS.HEADERS_TOO_LARGE]: 'the fields of the request are too long',
  [STATUS.UNAVAILABLE]: 'too many contents come at once on this connection',
};

/** The fields of such a reply, and its content. */
export function errorReply(status: ErrorStatus): { readonly fields: ReplyFields; readonly content: Buffer } {
  const content = Buffer.from(`${WORDS[status]}\n`);
  const fields = {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': content.length,
    'cache-control': 'no-store',
  };
  return { fields: status === STATUS.METHOD_NOT_ALLOWED ? { ...fields, allow: METHODS } : fields, content };
}
