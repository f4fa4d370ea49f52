// What reads a statement of `options` in named.conf is given.
import type { Draft } from './draft.js';
import type { AddressLists, Leave } from './named-lists.js';

export interface OptionContext {
  readonly draft: Draft;
  readonly lists: AddressLists;
  readonly leave: Leave;
}
