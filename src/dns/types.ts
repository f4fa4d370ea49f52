// Resource record types by number and mnemonic: all of the registry (IANA "Resource Record (RR) TYPEs").

export const TYPE = {
  A: 1,
  NS: 2,
  MD: 3,
  MF: 4,
  CNAME: 5,
  SOA: 6,
  MB: 7,
  MG: 8,
  MR: 9,
  NULL: 10,
  WKS: 11,
  PTR: 12,
  HINFO: 13,
  MINFO: 14,
  MX: 15,
  TXT: 16,
  RP: 17,
  AFSDB: 18,
  X25: 19,
  ISDN: 20,
  RT: 21,
  NSAP: 22,
  'NSAP-PTR': 23,
  SIG: 24,
  KEY: 25,
  PX: 26,
  GPOS: 27,
  AAAA: 28,
  LOC: 29,
  NXT: 30,
  EID: 31,
  NIMLOC: 32,
  SRV: 33,
  ATMA: 34,
  NAPTR: 35,
  KX: 36,
  CERT: 37,
  A6: 38,
  DNAME: 39,
  SINK: 40,
  OPT: 41,
  APL: 42,
  DS: 43,
  SSHFP: 44,
  IPSECKEY: 45,
  RRSIG: 46,
  NSEC: 47,
  DNSKEY: 48,
  DHCID: 49,
  NSEC3: 50,
  NSEC3PARAM: 51,
  TLSA: 52,
  SMIMEA: 53,
  HIP: 55,
  NINFO: 56,
  RKEY: 57,
  TALINK: 58,
  CDS: 59,
  CDNSKEY: 60,
  OPENPGPKEY: 61,
  CSYNC: 62,
  ZONEMD: 63,
  SVCB: 64,
  HTTPS: 65,
  DSYNC: 66,
  HHIT: 67,
  BRID: 68,
  SPF: 99,
  UINFO: 100,
  UID: 101,
  GID: 102,
  UNSPEC: 103,
  NID: 104,
  L32: 105,
  L64: 106,
  LP: 107,
  EUI48: 108,
  EUI64: 109,
  NXNAME: 128,
  TKEY: 249,
  TSIG: 250,
  IXFR: 251,
  AXFR: 252,
  MAILB: 253,
  MAILA: 254,
  ANY: 255,
  URI: 256,
  CAA: 257,
  AVC: 258,
  DOA: 259,
  AMTRELAY: 260,
  RESINFO: 261,
  WALLET: 262,
  CLA: 263,
  IPN: 264,
  TA: 32768,
  DLV: 32769,
} as const;

const mnemonics = new Map<number, string>(Object.entries(TYPE).map(([text, number]) => [number, text]));

/** The mnemonic of a type, or `TYPEnnn` (RFC 3597 §5). */
export function typeToText(type: number): string {
  return mnemonics.get(type) ?? `TYPE${type}`;
}

/** The number of a mnemonic or of `TYPEnnn`, in any case; undefined when it is neither. */
export function typeFromText(text: string): number | undefined {
  const upper = text.toUpperCase();
  if (Object.hasOwn(TYPE, upper)) return TYPE[upper as keyof typeof TYPE];
  const generic = /^TYPE(\d{1,5})$/.exec(upper);
  if (generic === null) return undefined;
  const number = Number(generic[1]);
  return number <= 0xffff ? number : undefined;
}

/** Types that only exist in queries and messages (RFC 6895 §3.1), OPT among them. */
export function isMetaType(type: number): boolean {
  return type === 0 || type === TYPE.OPT || (type >= 128 && type <= 255);
}

const { OPT } = TYPE;

/** Whether a question of a type asks for nothing that a zone holds: OPT, TKEY, TSIG, MAILA and the like (RFC 6895 §3.1). */
export function isMetaQtype(qtype: number): boolean {
  return qtype === OPT || (qtype >= 128 && qtype < 255);
}

/** Types that hardly any zone has; nobody who writes something else means one of them. */
const RARE: ReadonlySet<string> = new Set(
  'MD MF MAILA MAILB NXT EID NIMLOC ATMA A6 SINK UINFO UID GID UNSPEC NXNAME DOA CLA IPN TA DLV'.split(' '),
);

/** Mnemonics, for suggestions. */
export const TYPE_NAMES: readonly string[] = Object.keys(TYPE).filter(name => !RARE.has(name));
