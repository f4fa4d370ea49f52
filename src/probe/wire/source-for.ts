// The local address that a probe leaves from.
import { isIP } from 'node:net';
import type { SourceSpec } from './source.js';

/** The source of the target's family; undefined leaves the choice to the system. */
export function sourceFor(address: string, { source }: SourceSpec): string | undefined {
  return source?.find(each => isIP(each) === isIP(address));
}
