// Why an attempt brought no answer, in words for the client and for the log.

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  EHOSTUNREACH: 'no route to host',
  EADDRNOTAVAIL: 'no local address to ask from',
  EAFNOSUPPORT: 'address family not supported',
  ENETUNREACH: 'network unreachable',
  closed: 'connection closed without an answer',
};

/** The words for a code of the system. @param isLocal whether it says that this machine is out of something */
export function reasonOfCode(code: string, isLocal = false): string {
  if (isLocal) return `not asked, no free socket (${code})`;
  return REASONS[code] ?? code;
}

/** The words for a time limit that passed. */
export function reasonOfTimeout(limitMs: number): string {
  const limit = limitMs < 1000 ? `${Math.round(limitMs)} ms` : `${Math.round(limitMs / 100) / 10} s`;
  return `no answer within ${limit}`;
}
