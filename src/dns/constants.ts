// Classes, opcodes, response codes, EDNS option codes and Extended DNS Error codes (IANA "DNS Parameters").

export const CLASS = { IN: 1, CH: 3, HS: 4, NONE: 254, ANY: 255 } as const;

export const OPCODE = { QUERY: 0, IQUERY: 1, STATUS: 2, NOTIFY: 4, UPDATE: 5 } as const;

export const RCODE = {
  NOERROR: 0,
  FORMERR: 1,
  SERVFAIL: 2,
  NXDOMAIN: 3,
  NOTIMP: 4,
  REFUSED: 5,
  YXDOMAIN: 6,
  YXRRSET: 7,
  NXRRSET: 8,
  NOTAUTH: 9,
  NOTZONE: 10,
  BADVERS: 16,
  BADCOOKIE: 23,
} as const;

const rcodeNames = new Map<number, string>(Object.entries(RCODE).map(([text, number]) => [number, text]));

/** The mnemonic of a response code, or `RCODEnn`. */
export function rcodeToText(rcode: number): string {
  return rcodeNames.get(rcode) ?? `RCODE${rcode}`;
}

/** Octets of a record between its owner and its RDATA: TYPE, CLASS, TTL and RDLENGTH (RFC 1035 §3.2.1, §4.1.3). */
export const RECORD_FIXED = 10;

/** EDNS(0) option codes (RFC 6891 and its followers). */
export const OPTION = { NSID: 3, ECS: 8, COOKIE: 10, KEEPALIVE: 11, PADDING: 12, EDE: 15 } as const;

/** Extended DNS Error info codes (RFC 8914 §4). */
export const EDE = {
  OTHER: 0,
  STALE_ANSWER: 3,
  NOT_READY: 14,
  BLOCKED: 15,
  PROHIBITED: 18,
  STALE_NXDOMAIN: 19,
  NOT_AUTHORITATIVE: 20,
  NOT_SUPPORTED: 21,
  NO_REACHABLE_AUTHORITY: 22,
  NETWORK_ERROR: 23,
  INVALID_DATA: 24,
  SYNTHESIZED: 29,
  INVALID_QUERY_TYPE: 30,
} as const;

const edeNames: Record<number, string> = {
  0: 'Other',
  1: 'Unsupported DNSKEY Algorithm',
  2: 'Unsupported DS Digest Type',
  3: 'Stale Answer',
  4: 'Forged Answer',
  5: 'DNSSEC Indeterminate',
  6: 'DNSSEC Bogus',
  7: 'Signature Expired',
  8: 'Signature Not Yet Valid',
  9: 'DNSKEY Missing',
  10: 'RRSIGs Missing',
  11: 'No Zone Key Bit Set',
  12: 'NSEC Missing',
  13: 'Cached Error',
  14: 'Not Ready',
  15: 'Blocked',
  16: 'Censored',
  17: 'Filtered',
  18: 'Prohibited',
  19: 'Stale NXDOMAIN Answer',
  20: 'Not Authoritative',
  21: 'Not Supported',
  22: 'No Reachable Authority',
  23: 'Network Error',
  24: 'Invalid Data',
  29: 'Synthesized',
  30: 'Invalid Query Type',
};

/** The registered purpose of an Extended DNS Error code, or `EDE nn`. */
export function edeToText(code: number): string {
  return edeNames[code] ?? `EDE ${code}`;
}

/** The largest message: what the length before one over TCP can say (RFC 1035 §4.2.2). */
export const MAX_MESSAGE = 65_535;

/** The EDNS UDP payload size that this server announces and keeps to (RFC 9715 §3.1, RFC 6891 §6.2.5). */
export const OWN_UDP_SIZE = 1232;

/** The UDP payload size of a client that sends no OPT (RFC 1035 §4.2.1). */
export const PLAIN_UDP_SIZE = 512;
