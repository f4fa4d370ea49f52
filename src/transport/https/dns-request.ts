// What a request of DNS over HTTPS asks (RFC 8484 §4.1): its message, where that comes as content, or what is wrong with it.
import { type ErrorStatus, STATUS } from '../../answer/http-status.js';
import { MAX_MESSAGE } from '../../dns/constants.js';
import { originForm } from './origin-form.js';

/** The media type of a message (RFC 8484 §6). */
export const DNS_MESSAGE = 'application/dns-message';
/** The methods that are taken, as `Allow` names them. */
export const METHODS = 'GET, HEAD, POST';
/** The longest target in octets. A message that has none of its space in a GET can be sent with POST. */
export const MAX_TARGET = 8192;

/** What the message of a GET stands behind. */
const VARIABLE = 'dns=';

/** What a request says before its content. */
export interface RequestHead {
  readonly method: string;
  readonly target: string;
  /** The value of Content-Type. */
  readonly contentType: string | undefined;
  /** The value of Content-Length. */
  readonly contentLength: string | undefined;
}

/** Reads a request head. @returns the message; undefined when it comes as content; or the status of an error */
export function readHead(head: RequestHead, path: string): Buffer | ErrorStatus | undefined {
  const target = originForm(head.target);
  if (target.length > MAX_TARGET) return STATUS.URI_TOO_LONG;
  const question = target.indexOf('?');
  if ((question < 0 ? target : target.slice(0, question)) !== path) return STATUS.NOT_FOUND;
  switch (head.method) {
    case 'GET':
    case 'HEAD':
      return (question < 0 ? undefined : messageOf(target.slice(question + 1))) ?? STATUS.BAD_REQUEST;
    case 'POST':
      return contentFault(head);
    default:
      return STATUS.METHOD_NOT_ALLOWED;
  }
}

function contentFault({ contentType = '', contentLength }: RequestHead): ErrorStatus | undefined {
  const [type] = contentType.split(';', 1);
  if (type.trim().toLowerCase() !== DNS_MESSAGE) return STATUS.UNSUPPORTED_MEDIA_TYPE;
  return Number(contentLength ?? 0) > MAX_MESSAGE ? STATUS.CONTENT_TOO_LARGE : undefined;
}

/** The message in the one variable `dns` of a query component. */
function messageOf(query: string): Buffer | undefined {
  if (query.startsWith(VARIABLE) && !query.includes('&')) return decode(query.slice(VARIABLE.length));
  const given = query.split('&').filter(each => each.startsWith(VARIABLE));
  return given.length === 1 ? decode(given[0].slice(VARIABLE.length)) : undefined;
}

/** Strictly (RFC 4648 §5): without padding, foreign characters or bits that are over, one message has one target, and caches hit. */
function decode(text: string): Buffer | undefined {
  const octets = Buffer.from(text, 'base64url');
  return octets.toString('base64url') === text ? octets : undefined;
}
