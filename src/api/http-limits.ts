// The time limits of the HTTP servers of Rondo.

export const HTTP_LIMITS = {
  maxHeaderSize: 8192,
  headersTimeout: 2000,
  requestTimeout: 5000,
  // How often the two are looked at; node's own 30 s would hold every place for so long.
  connectionsCheckingInterval: 500,
  keepAliveTimeout: 5000,
} as const;
