// The kinds of fields, by the words that table.ts has for them; that one alone is read where no text is read or written.
import { a6 } from './a6.js';
import { ipv4, ipv6 } from './address-field.js';
import { prefixes } from './apl.js';
import { lowTypes, types } from './bitmap.js';
import { base64, base64OrNone, digest, hash, hex, optionalBase64, salt } from './encoded.js';
import type { Field } from './field.js';
import { gateway, relay } from './gateway.js';
import { atma, eui, locator64, nsap } from './hex-group.js';
import { hip } from './hip.js';
import { loc } from './loc.js';
import { name } from './name-field.js';
import {
  algorithm,
  certificateType,
  nodeNumber,
  notifyScheme,
  period,
  type,
  u8,
  u16,
  u32,
} from './number.js';
import { services } from './services.js';
import { remainder, string, strings, substitution, tag } from './string.js';
import { svcParams } from './svcparams.js';
import { time } from './time.js';

/** What each kind of field can do. What the kinds of names mean: name-span.ts. */
const kinds = {
  a6,
  algorithm,
  atma,
  base64,
  base64OrNone,
  certificateType,
  dsDigest: digest(3, { 1: 20, 2: 32, 4: 48 }),
  eui48: eui(6),
  eui64: eui(8),
  gateway,
  hash,
  hex,
  hip,
  ipv4,
  ipv6,
  keyDigest: digest(1, { 1: 20, 2: 32 }),
  loc,
  locator64,
  lowTypes,
  nodeNumber,
  notifyScheme,
  nsap,
  optionalBase64,
  period,
  prefixes,
  relay,
  remainder,
  salt,
  services,
  string,
  strings,
  substitution,
  svcParams,
  tag,
  time,
  type,
  types: types(1),
  typesOrNone: types(0),
  u16,
  u32,
  u8,
  zoneDigest: digest(5, { 1: 48, 2: 64 }),
  name,
  host: name,
  foldedName: name,
  foldedHost: name,
  compressedName: name,
  compressedHost: name,
} as const satisfies Readonly<Record<string, Field>>;

export type FieldKind = keyof typeof kinds;

export const fieldOf: Readonly<Record<FieldKind, Field>> = kinds;
