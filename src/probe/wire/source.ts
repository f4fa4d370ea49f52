// The local address that a probe leaves from, for the kinds that send something.
import { isIP } from 'node:net';
import { address, oneOrMore } from '../../source/fields.js';

export interface SourceSpec {
  /** Local addresses, at most one of a family; the system chooses for a family without one. */
  readonly source?: readonly string[];
}

const SOURCE = 'expected a local address, or an IPv4 and an IPv6 one';

export const sourceKeys = {
  source: oneOrMore(address, SOURCE)
    .refine(list => list.length > 0 && new Set(list.map(each => each.includes(':'))).size === list.length, {
      error: SOURCE,
    })
    .describe('Local address that the probe leaves from, or one of each family')
    .optional(),
};

/** The source of the target's family; undefined leaves the choice to the system. */
export function sourceFor(address: string, { source }: SourceSpec): string | undefined {
  return source?.find(each => isIP(each) === isIP(address));
}
