// A kept text: what a zone file and all that it includes said when it was last without an error, as the octets of one file.
import { createHash } from 'node:crypto';
import { z } from 'zod';

/** A file as it was. */
export interface KeptFile {
  readonly bytes: Uint8Array;
  /** When it had last changed, in seconds since 1970. */
  readonly modifiedSeconds: number;
}

/** A folder as it was. */
export interface KeptListing {
  readonly names: readonly string[];
  /** Those of them that were folders. */
  readonly folders: readonly string[];
}

/** Paths are absolute. */
export interface KeptText {
  /** The zone file. */
  readonly file: string;
  /** How it was asked for. */
  readonly format: string;
  readonly origin?: string;
  /** When the load began that read it, in milliseconds since 1970. */
  readonly readMs: number;
  readonly files: ReadonlyMap<string, KeptFile>;
  readonly folders: ReadonlyMap<string, KeptListing>;
}

const VERSION = 1;
const NEWLINE = 0x0a;
/** Hexadecimal digits of SHA-256. */
const DIGEST_LENGTH = 64;

const header = z.object({
  version: z.literal(VERSION),
  file: z.string(),
  format: z.string(),
  origin: z.string().optional(),
  readMs: z.number(),
  /** The octets of each follow the header, in this order. */
  files: z.array(z.object({ path: z.string(), octets: z.int().min(0), modifiedSeconds: z.number() })),
  folders: z.array(z.object({ path: z.string(), names: z.array(z.string()), folders: z.array(z.string()) })),
});

function digestOf(octets: Uint8Array): string {
  return createHash('sha256').update(octets).digest('hex');
}

/** The octets: a line with the digest of all that follows, one with what there is as JSON, and the files. */
export function encodeKept({ files, folders, ...rest }: KeptText): Uint8Array {
  const head = JSON.stringify({
    version: VERSION,
    ...rest,
    files: [...files].map(([path, { bytes, modifiedSeconds }]) => ({
      ...{ path, octets: bytes.length, modifiedSeconds },
    })),
    folders: [...folders].map(([path, listing]) => ({ path, ...listing })),
  });
  const texts = [...files.values()].map(({ bytes }) => bytes);
  const content = Buffer.concat([Buffer.from(`${head}\n`), ...texts]);
  return Buffer.concat([Buffer.from(`${digestOf(content)}\n`), content]);
}

/** @throws Error whose message says why it is no use */
export function decodeKept(octets: Uint8Array): KeptText {
  const content = octets.subarray(DIGEST_LENGTH + 1);
  const digest = Buffer.from(octets.subarray(0, DIGEST_LENGTH)).toString('latin1');
  if (digestOf(content) !== digest) throw new Error('it is damaged');
  const end = content.indexOf(NEWLINE);
  const read = header.safeParse(JSON.parse(Buffer.from(content.subarray(0, end)).toString()));
  if (!read.success) throw new Error('it is of another version of rondo');
  const { version: _, files: parts, folders, ...rest } = read.data;
  const files = new Map<string, KeptFile>();
  let at = end + 1;
  for (const { path, octets: length, modifiedSeconds } of parts) {
    files.set(path, { bytes: content.subarray(at, at + length), modifiedSeconds });
    at += length;
  }
  return { ...rest, files, folders: new Map(folders.map(({ path, ...listing }) => [path, listing])) };
}
