// What one connection of DNS over HTTPS may take.

/** Octets of a request before its content. */
export const MAX_HEAD = 16_384;
/** Requests that have no reply yet. Browsers and proxies want a hundred at least (RFC 9113 §6.5.2). */
export const MAX_REQUESTS = 100;
/** Octets of contents that have not come whole. */
export const MAX_CONTENTS = 131_072;
/** When so many octets of replies wait for the client to take them, nothing more is answered. */
export const ENOUGH_UNREAD = 16_384;
/** A content may take so long to come. */
export const CONTENT_MS = 10_000;
/** How often a connection may do what costs time here and asks nothing. */
export const NUISANCES = { burst: 200, perSecond: 20 };
/** What a request takes beside its message and its answer: objects of node, and of the connection; measured with 10,000 of them. */
export const REQUEST_OCTETS = 12_288;
/** What a connection takes beside its requests: TLS, and the state of HTTP. */
export const SESSION_OCTETS = 32_768;
