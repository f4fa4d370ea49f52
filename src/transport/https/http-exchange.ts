// A request and its reply, whatever the version of HTTP; and what a connection of each version can be told.
import type { Readable } from 'node:stream';
import type { RequestHead } from './dns-request.js';

/** Fields of a reply by their names in lower case. */
export type ReplyFields = Readonly<Record<string, string | number>>;

export interface HttpExchange {
  readonly head: RequestHead;
  /** The content of the request. */
  readonly content: Readable;
  /** Whether all of it has come. */
  readonly isWhole: boolean;
  /** Replies, unless nobody is there any more. The rest of the content is not waited for. */
  reply(status: number, fields: ReplyFields, content: Buffer): void;
  /** Calls back once: the client has the reply, or will never have it. @param over told whether the client has cancelled the request */
  onOver(over: (isCancelled: boolean) => void): void;
}

/** One connection. */
export interface HttpSession {
  /** Tells the client to begin no more requests, and closes when those that are there are over. */
  drain(): void;
  /** Closes at once. */
  destroy(): void;
}

/** What a session tells. */
export interface HttpEvents {
  /** A request head has come whole. */
  begin(exchange: HttpExchange): void;
  /** What costs time here and is no request has come: a PING, new settings. */
  nuisance(): void;
  /** What has come is no HTTP, or too much of it; the session replies to it by itself and ends. */
  refuse(status: 400 | 431): void;
}
