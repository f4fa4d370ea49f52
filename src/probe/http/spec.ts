// What is settled about an http or https probe.
import type { TlsSpec } from '../tls/settings.js';
import type { TextPattern } from '../wire/pattern.js';
import type { SendSpec } from '../wire/send.js';
import type { SourceSpec } from '../wire/source.js';

export interface HttpSpec extends SendSpec, SourceSpec, TlsSpec {
  readonly kind: 'http' | 'https';
  /**
   * Request targets, each starting with a slash, that are asked for one after the other; all must be good.
   */
  readonly paths: readonly string[];
  /** GET when absent, and POST when something is sent. */
  readonly method?: string;
  /** The Host header; the pool's owner name when absent. */
  readonly host?: string;
  /** HTTP/2 is spoken: by prior knowledge, or over TLS as chosen by ALPN. */
  readonly http2: boolean;
  /** Further request headers. */
  readonly headers: Readonly<Record<string, string>>;
  /** Accepted status codes, as inclusive ranges. */
  readonly status: readonly StatusRange[];
  /** Text that the first 64 KiB of the body must contain, or an expression that they must match. */
  readonly body?: string | TextPattern;
  /** A response header that must be present and, when `value` is given, contain it. */
  readonly header?: { readonly name: string; readonly value?: string };
}

/** Both ends belong to it. */
export type StatusRange = readonly [from: number, to: number];
