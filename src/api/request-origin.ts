// Where a request to the admin address comes from: this machine, a proxy, or a page of somebody else in a browser.
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { isLoopbackAddress } from '../dns/address.js';
import { clientKey } from '../dns/client-prefix.js';

/** What a proxy adds: who asked it (RFC 7239), and by what it was asked (RFC 9110 §7.6.3). */
const PROXY_HEADERS = [
  ...['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip'],
  ...['x-forwarded-server', 'x-original-forwarded-for', 'cf-connecting-ip', 'true-client-ip'],
];

/** The name or the address of a `Host`, without its port; in lower case. */
function hostName(host: string): string {
  return host
    .replace(/:\d{0,5}$/, '')
    .replace(/^\[|\]$/g, '')
    .toLowerCase();
}

/**
 * Whether the host of a request is one of this server: a literal, localhost, or a name that is configured. Any other may lead
 * here since a page had it resolved to this address (DNS rebinding).
 */
export function isOwnHost({ headers: { host } }: IncomingMessage, hosts: readonly string[]): boolean {
  if (host === undefined) return false;
  const name = hostName(host);
  return name === 'localhost' || isIP(name) !== 0 || hosts.includes(name.replace(/\.$/, ''));
}

/** Whether a request names more than one host, of which a proxy may have gone by another one (RFC 9112 §3.2). */
export function hasTwoHosts({ rawHeaders }: IncomingMessage): boolean {
  return rawHeaders.filter((text, index) => index % 2 === 0 && text.toLowerCase() === 'host').length > 1;
}

/** Whether it comes through a proxy that says so. */
function isForwarded({ headers }: IncomingMessage): boolean {
  return PROXY_HEADERS.some(name => headers[name] !== undefined);
}

/**
 * Whether a program on this machine asks for itself. Behind a proxy on this machine all strangers come from loopback. Not all
 * proxies say that they are one: nginx speaks HTTP/1.0 then, and others pass on the host that they were asked for.
 */
export function isFromHere(request: IncomingMessage): boolean {
  const { headers, socket, httpVersion } = request;
  const host = hostName(headers.host ?? '');
  return (
    isLoopbackAddress(socket.remoteAddress ?? '') &&
    (host === 'localhost' || (isIP(host) !== 0 && isLoopbackAddress(host))) &&
    httpVersion === '1.1' &&
    !isForwarded(request)
  );
}

/** Who is bound by limits together: the address of the client, as a proxy on this machine tells it. */
export function clientOf(request: IncomingMessage): string {
  const peer = request.socket.remoteAddress ?? '';
  if (!isLoopbackAddress(peer)) return clientKey(peer);
  // The last one is what the proxy has seen itself; those before it are what it was told. A zone of an address may be of any length.
  const [last] = String(request.headers['x-forwarded-for'] ?? '')
    .split(',')
    .at(-1)!
    .trim()
    .split('%');
  if (isIP(last) !== 0) return `${clientKey(last)} by proxy`;
  return isForwarded(request) ? `${peer} by proxy` : peer;
}

/** The origin that a browser names for a page of this server itself. */
function isOwnOrigin(origin: string, request: IncomingMessage): boolean {
  const { headers, socket } = request;
  try {
    const own = new URL(origin);
    if (own.protocol !== 'http:' && own.protocol !== 'https:') return false;
    // A proxy may be asked over TLS, and ask without it.
    const isSecure = (socket as Partial<TLSSocket>).encrypted === true;
    if (!isForwarded(request) && (own.protocol === 'https:') !== isSecure) return false;
    return own.host === new URL(`${own.protocol}//${headers.host}`).host;
  } catch {
    return false;
  }
}

/**
 * Whether a page of somebody else has a browser ask. A browser says so: `Sec-Fetch-Site` in every request, `Origin` in those
 * that may change something or whose reply the page wants to read. Programs say neither.
 */
export function isOfOtherPage(request: IncomingMessage): boolean {
  const { origin, 'sec-fetch-site': site } = request.headers;
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  return origin !== undefined && !isOwnOrigin(origin, request);
}

/** Whether somebody has followed a link: a page of somebody else may have that, too, and is left for it. */
export function isLink({ headers }: IncomingMessage): boolean {
  return headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
}
