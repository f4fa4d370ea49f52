// What the plugins of a server block of CoreDNS are told of that block.

import type { Directive } from './corefile.js';
import type { Draft } from './draft.js';
import type { Input } from './input.js';

export interface BlockContext {
  readonly draft: Draft;
  readonly input: Input;
  /** Zones of the block, without final dots. */
  readonly zones: readonly string[];
  /** What relative paths begin at. */
  readonly folder: string;
  /** Says that a line has no counterpart. */
  leave(directive: Directive, why?: string): void;
}
