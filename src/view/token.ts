// Tokens of the admin address: what one allows, and how `rondo token` shows them.
import { z } from 'zod';

/** What whoever has a token may do: look, or also give orders. */
export const TOKEN_RIGHTS = ['read', 'operate'] as const;
export type TokenRights = (typeof TOKEN_RIGHTS)[number];

/** The most tokens of a server: each request with one is held against all. */
export const MAX_TOKENS = 100;
/** The longest name of a token: with what stands behind it in events it is no longer than any other name there. */
export const MAX_TOKEN_NAME = 48;
export const TOKEN_NAME = /^[\w.@-]+$/;

/** A token as a server knows it. */
export interface Token {
  readonly name: string;
  readonly rights: TokenRights;
  /** SHA-256 of the token, 32 octets. */
  readonly digest: Uint8Array;
  /** In milliseconds since 1970; undefined for never. */
  readonly expiresMs: number | undefined;
}

const shown = {
  name: z.string(),
  rights: z.enum(TOKEN_RIGHTS),
  created: z.iso.datetime().describe('RFC 3339.'),
  expires: z.iso.datetime().optional().describe('RFC 3339; absent for never.'),
} as const;

/** What `rondo token list` prints. */
export const tokensView = z
  .strictObject({
    file: z.string(),
    tokens: z
      .array(z.strictObject({ ...shown, expired: z.boolean().describe('Whether it is over.') }).readonly())
      .readonly(),
  })
  .readonly();
export type TokensView = z.output<typeof tokensView>;

/** What `rondo token add` prints. */
export const tokenView = z
  .strictObject({
    ...shown,
    token: z.string().describe('Stands nowhere else.'),
    file: z.string(),
  })
  .readonly();
export type TokenView = z.output<typeof tokenView>;

/** What `rondo token remove` prints. */
export const tokenRemovedView = z.strictObject({ removed: z.string(), file: z.string() }).readonly();
