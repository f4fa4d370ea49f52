// The key `views` of rondo.yaml: clients for whom some zones are other ones, settled.
import { z } from 'zod';
import { VIEW_NAME } from '../dns/view-label.js';
import { listenEndpoint, oneOrMore } from '../source/fields.js';
import { advised, type KeyAdvice } from '../source/value-advice.js';
import { answerTo } from './asker-keys.js';
import { type Recipient, recipientOf } from './recipient-keys.js';
import type { SocketAddress } from './socket-address.js';
import { namedListeners } from './view-listeners.js';

/** The most views: each has a number for every zone. */
const MAX_VIEWS = 64;
/** The most listeners that one of them names. */
const MAX_LISTENERS = 256;

const NAME =
  'a view has a name of lower-case letters, digits, - and _, which begins with a letter and has 32 at most';
const VIEW = 'expected a mapping with from, listen or both';
const NEITHER = 'there is neither from nor listen';
const VIEWS = 'expected a mapping from names of views to mappings with from, listen or both';
const LISTEN = 'expected an address of `listen`, such as 192.0.2.1 or 192.0.2.1:53, or a list of them';

/** Words of other programs. */
function viewKey(key: string): KeyAdvice | undefined {
  if (/^(?:match-clients|clients|prefix(?:es)?|networks?|acl|allow|answer-to)$/i.test(key))
    return { hint: 'it is called `from` here' };
  if (/^(?:match-destinations?|listeners?|listen-on|destinations?|to|via|interfaces?|bind)$/i.test(key))
    return { hint: 'it is called `listen` here, and takes addresses of `listen`' };
  if (/^zones?$/i.test(key)) return { hint: 'write `view: NAME` in the entry of a zone, under `zones`' };
  return undefined;
}

const view = advised(
  z
    .strictObject(
      {
        from: answerTo.describe('Clients that are in the view; default: all of those listeners').optional(),
        listen: oneOrMore(listenEndpoint, LISTEN)
          .refine(list => list.length > 0, { error: LISTEN })
          .refine(list => list.length <= MAX_LISTENERS, {
            error: `expected ${MAX_LISTENERS} entries at most`,
          })
          .describe('Addresses of `listen` that its queries come to; without a port, all of that address')
          .optional(),
      },
      { error: ({ code }) => (code === 'invalid_type' ? VIEW : undefined) },
    )
    .refine(({ from, listen }) => from !== undefined || listen !== undefined, { error: NEITHER }),
  { key: viewKey },
);

export const views = z
  .record(z.string().regex(VIEW_NAME, { error: NAME }), view, { error: VIEWS })
  .refine(all => Object.keys(all).length <= MAX_VIEWS, { error: `there are over ${MAX_VIEWS} views` })
  .describe('Clients for whom some zones are other ones; the first view that names a client is its own');

/** The same key in an entry under `zones`. */
export const zoneView = z
  .string()
  .min(1, { error: 'expected the name of a view' })
  .describe('View whose clients alone see these zones, one of `views`; default: all clients see them');

export type ViewsInput = z.output<typeof views>;

/** A view: plain data. Its number is its place among all, from 1. */
export interface ViewRule {
  readonly name: string;
  readonly from: readonly Recipient[];
  /** Listeners that its queries come through; undefined when it may be any. */
  readonly listen?: readonly SocketAddress[] | undefined;
}

/** The number of the view with a name: 0 when there is no name. @param views the names of all, in their order */
export function viewNumber(view: string | undefined, views: readonly string[]): number {
  return view === undefined ? 0 : views.indexOf(view) + 1;
}

/** @param listeners all that there are */
export function settleViews(input: ViewsInput | undefined, listeners: readonly SocketAddress[]): ViewRule[] {
  return Object.entries(input ?? {}).map(([name, { from = ['any'], listen }]) => ({
    name,
    from: from.map(recipientOf),
    listen: listen?.flatMap(each => namedListeners(each, listeners)),
  }));
}
