// Which fields the RDATA of each type is made of. A new type is one line.
import { TYPE } from '../types.js';
import { ipv4, ipv6 } from './address-field.js';
import { prefixes } from './apl.js';
import { types } from './bitmap.js';
import { base64, digest, hash, hex, salt } from './encoded.js';
import type { Field } from './field.js';
import { gateway, optionalKey, relay } from './gateway.js';
import { eui, locator64, nsap } from './hex-group.js';
import { hip } from './hip.js';
import { loc } from './loc.js';
import { name } from './name-field.js';
import { algorithm, certificateType, coveredType, period, u8, u16, u32 } from './number.js';
import { remainder, string, strings, substitution, tag } from './string.js';
import { svcParams } from './svcparams.js';
import { time } from './time.js';

const dsDigest = digest(3, { 1: 20, 2: 32, 4: 48 });
const rrsig = [coveredType, algorithm, u8, u32, time, time, u16, name, base64];

/** Types with a presentation form of their own; all others have only that of RFC 3597. */
export const fieldsOf: ReadonlyMap<number, readonly Field[]> = new Map([
  [TYPE.A, [ipv4]],
  [TYPE.NS, [name]],
  [TYPE.MD, [name]],
  [TYPE.MF, [name]],
  [TYPE.CNAME, [name]],
  [TYPE.SOA, [name, name, u32, period, period, period, period]],
  [TYPE.MB, [name]],
  [TYPE.MG, [name]],
  [TYPE.MR, [name]],
  [TYPE.PTR, [name]],
  [TYPE.HINFO, [string, string]],
  [TYPE.MINFO, [name, name]],
  [TYPE.MX, [u16, name]],
  [TYPE.TXT, [strings]],
  [TYPE.RP, [name, name]],
  [TYPE.AFSDB, [u16, name]],
  [TYPE.X25, [string]],
  [TYPE.ISDN, [strings]],
  [TYPE.RT, [u16, name]],
  [TYPE.NSAP, [nsap]],
  [TYPE.SIG, rrsig],
  [TYPE.KEY, [u16, u8, algorithm, base64]],
  [TYPE.PX, [u16, name, name]],
  [TYPE.GPOS, [string, string, string]],
  [TYPE.AAAA, [ipv6]],
  [TYPE.LOC, [loc]],
  [TYPE.SRV, [u16, u16, u16, name]],
  [TYPE.NAPTR, [u16, u16, string, string, substitution, name]],
  [TYPE.KX, [u16, name]],
  [TYPE.CERT, [certificateType, u16, algorithm, base64]],
  [TYPE.DNAME, [name]],
  [TYPE.APL, [prefixes]],
  [TYPE.DS, [u16, algorithm, u8, dsDigest]],
  [TYPE.SSHFP, [u8, u8, digest(1, { 1: 20, 2: 32 })]],
  [TYPE.IPSECKEY, [u8, u8, u8, gateway, optionalKey]],
  [TYPE.RRSIG, rrsig],
  [TYPE.NSEC, [name, types(1)]],
  [TYPE.DNSKEY, [u16, u8, algorithm, base64]],
  [TYPE.DHCID, [base64]],
  [TYPE.NSEC3, [u8, u8, u16, salt, hash, types(0)]],
  [TYPE.NSEC3PARAM, [u8, u8, u16, salt]],
  [TYPE.TLSA, [u8, u8, u8, hex]],
  [TYPE.SMIMEA, [u8, u8, u8, hex]],
  [TYPE.HIP, [hip]],
  [TYPE.NINFO, [strings]],
  [TYPE.TALINK, [name, name]],
  [TYPE.CDS, [u16, algorithm, u8, dsDigest]],
  [TYPE.CDNSKEY, [u16, u8, algorithm, base64]],
  [TYPE.OPENPGPKEY, [base64]],
  [TYPE.CSYNC, [u32, u16, types(0)]],
  [TYPE.ZONEMD, [u32, u8, u8, digest(5, { 1: 48, 2: 64 })]],
  [TYPE.SVCB, [u16, name, svcParams]],
  [TYPE.HTTPS, [u16, name, svcParams]],
  [TYPE.SPF, [strings]],
  [TYPE.NID, [u16, locator64]],
  [TYPE.L32, [u16, ipv4]],
  [TYPE.L64, [u16, locator64]],
  [TYPE.LP, [u16, name]],
  [TYPE.EUI48, [eui(6)]],
  [TYPE.EUI64, [eui(8)]],
  [TYPE.URI, [u16, u16, remainder]],
  [TYPE.CAA, [u8, tag, remainder]],
  [TYPE.AVC, [strings]],
  [TYPE.AMTRELAY, [u8, relay]],
  [TYPE.RESINFO, [strings]],
  [TYPE.DLV, [u16, algorithm, u8, dsDigest]],
]);
