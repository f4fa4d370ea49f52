// The time limits of the HTTP servers of Rondo.

export const HTTP_LIMITS = {
  // What a question names stands in its target: some thousand members.
  maxHeaderSize: 65_536,
  headersTimeout: 2000,
  requestTimeout: 5000,
  // How often the two are looked at; node's own 30 s would hold every place for so long.
  connectionsCheckingInterval: 500,
  keepAliveTimeout: 5000,
} as const;
