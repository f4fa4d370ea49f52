// What the HTTP servers of Rondo have in common: their time limits, and how they reply.
import type { ServerResponse } from 'node:http';

export const HTTP_LIMITS = {
  maxHeaderSize: 8192,
  headersTimeout: 2000,
  requestTimeout: 5000,
  // How often the two are looked at; node's own 30 s would hold every place for so long.
  connectionsCheckingInterval: 500,
  keepAliveTimeout: 5000,
} as const;
/** Sends a whole reply. */
export function reply(
  response: ServerResponse,
  status: number,
  body: string,
  contentType = 'text/plain; charset=utf-8',
): void {
  response.writeHead(status, {
    'content-type': contentType,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}
