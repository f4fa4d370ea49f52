// What is settled about one receiver of notifications: plain data, which another thread may have read.
import type { EventName } from '../view/event-names.js';
import type { Template } from './template.js';

/** Where messages go, over HTTP. */
export interface WebhookSpec {
  /** It may hold a secret, and is never shown: see {@link placeOf}. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Certificates that are trusted in place of the usual ones, in PEM form. */
  readonly ca?: string;
  /** The key that messages are signed with. */
  readonly key?: string;
}

/** A program that messages are given to. */
export interface ExecSpec {
  /** The program, as a path or a name to be found in PATH, and its arguments. */
  readonly command: readonly string[];
}

export interface ReceiverSpec {
  /** No two receivers have the same. */
  readonly name: string;
  readonly webhook?: WebhookSpec;
  readonly exec?: ExecSpec;
  readonly body: Template;
  readonly events: readonly EventName[];
  /** Patterns of pools and of zones; all when there are none. */
  readonly pools: readonly string[];
  readonly zones: readonly string[];
  /** How long after the first event a message is sent, with all that came meanwhile. */
  readonly waitMs: number;
  /** The least time from one message to the next. */
  readonly intervalMs: number;
  /** After a few messages about one thing, the least time to the next that is for it alone. */
  readonly flapMs: number;
  /** Whether the first results of backends are told. */
  readonly wantsFirst: boolean;
  /** What one try may take. */
  readonly timeoutMs: number;
  /** How long a message is tried again. */
  readonly retryMs: number;
}

/** Where messages go, without what may be secret. */
export function placeOf({ webhook, exec }: Pick<ReceiverSpec, 'webhook' | 'exec'>): string {
  if (webhook === undefined) return exec?.command[0] ?? '';
  const { protocol, host } = new URL(webhook.url);
  return `${protocol}//${host}`;
}
