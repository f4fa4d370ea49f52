// A member of a pool of a YAML zone, by what is written of it.
import type { Member } from '../pool.js';
import type { MemberInput } from './zone-schema.js';

/** @param address that is probed; empty when none is */
export function memberOf(input: MemberInput, address: string): Member {
  const { port, weight = 1, backup, tags }: Partial<Member> = input;
  return {
    address,
    weight,
    ...(port === undefined ? {} : { port }),
    ...(backup === undefined ? {} : { backup }),
    ...(tags === undefined ? {} : { tags }),
  };
}
