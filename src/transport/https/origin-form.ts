// The target of a request without the scheme and host that a client of a proxy puts before it.

const ABSOLUTE = /^https?:\/\/[^/?]*/i;

/** A server takes the absolute form, too (RFC 9112 §3.2.2). */
export function originForm(target: string): string {
  return target.replace(ABSOLUTE, '');
}
