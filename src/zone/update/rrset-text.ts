// An RRset as people write it.
import { nameToLabel } from '../../dns/name.js';
import { typeToText } from '../../dns/types.js';
import type { RRsetChange } from './overlay.js';

/** As in `www.example.org A`. */
export function rrsetText({ owner, type }: Pick<RRsetChange, 'owner' | 'type'>): string {
  return `${nameToLabel(owner)} ${typeToText(type)}`;
}
