// What the bench must know of a server: how it is started for a site, in the foreground, on one port of 127.0.0.1.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ZoneSet } from '../load/zones.js';

/** A command line that starts a server in the foreground. */
export type Command = readonly [program: string, ...args: string[]];

/** What a server is to serve. */
export interface Site {
  /** Zone files that every server can read. */
  readonly zones: ZoneSet;
  /** The same names as a hosts file, for a server without zone files. */
  readonly hostsFile?: string;
  /** Port of the upstream at 127.0.0.1 to which other names are forwarded. */
  readonly upstreamPort?: number;
  /** Whether answers from upstream may be kept. */
  readonly isCaching?: boolean;
  /** Port of the HTTP servers that the members of the pool are probed at. */
  readonly probePort?: number;
  /** Names whose A records are probed; the first zone's apex when absent. */
  readonly probedNames?: readonly string[];
  /** Answer threads; 1 when absent. */
  readonly threads?: number;
  /**
   * Whether whoever is on this machine gets the zones as a whole, unsigned or signed with {@link TRANSFER_KEY}; what changes in
   * their files is kept for IXFR.
   */
  readonly isTransferred?: boolean;
  /** Where the server answers over TLS as well. */
  readonly tls?: SecureSite;
}

/** A port of TLS, with the files of its certificate and key. */
export interface SecureSite {
  readonly port: number;
  readonly cert: string;
  readonly key: string;
  /** The path of DNS over HTTPS; DNS over TLS when absent. */
  readonly path?: string;
}

/** The key that transfers are signed with: HMAC-SHA256, its secret in base64. */
export const TRANSFER_KEY = {
  name: 'transfer.key',
  secret: 'MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=',
} as const;

/** One server, with one way to run it. */
export interface Peer {
  readonly name: string;
  /** The letters of the works that it can do. */
  readonly works: string;
  /** Writes the configuration into `folder`. @returns how to start the server */
  prepare(folder: string, port: number, site: Site): Command;
}

/** Writes a file and the folder for it. @returns its path */
export function writeInto(folder: string, file: string, text: string): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, file), text);
  return join(folder, file);
}

/** 128 bits from which cookies are made; the same for all who need to be told. */
export const COOKIE_SECRET = '000102030405060708090a0b0c0d0e0f';
