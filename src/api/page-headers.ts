// What a browser is told about every page: what it may load, and who may show it.
import type { TextParts } from './route.js';

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

export const PAGE_HEADERS = {
  'content-security-policy': POLICY,
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const;

export const HTML = 'text/html; charset=utf-8';

/** A page of which the whole text is there. */
export function wholePage(text: string): TextParts {
  const parts = async function* () {
    yield text;
  };
  return { contentType: HTML, headers: PAGE_HEADERS, parts: parts() };
}
