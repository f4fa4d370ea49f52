// The shape of a zone written in YAML.
import { z } from 'zod';
import { type SourceInput, source } from '../../discover/keys.js';
import { probe } from '../../probe/keys.js';
import { address, integer, oneOrMore, port, seconds, truth, ttl, weight } from '../../source/fields.js';
import { advised } from '../../source/value-advice.js';
import { MAX_MEMBERS } from '../pool.js';
import { host, memberAddress, memberEndpoint } from './member-keys.js';
import { backup, policyKeys, tags } from './policy-keys.js';
import {
  byNameAdvice,
  memberAdvice,
  memberKey,
  membersAdvice,
  ownerAdvice,
  poolAdvice,
  poolKey,
  soaAdvice,
} from './shape-advice.js';

const UINT32 = 0xffff_ffff;

const name = z.string({ error: 'expected a domain name' }).min(1, { error: 'expected a domain name' });

const ONE_OF_EACH = 'expected a list of two addresses, one of IPv4 and one of IPv6';
const addresses = z
  .array(address, { error: ONE_OF_EACH })
  .refine(list => list.length === 2 && list.filter(text => text.includes(':')).length === 1, {
    error: ONE_OF_EACH,
  })
  .describe('An IPv4 and an IPv6 address in place of address: when one of them is down, both are out');

/** A member says one of these. */
const ONE_OF = ['address', 'addresses', 'host'] as const;

const MEMBER =
  'expected ADDRESS, ADDRESS:PORT, or a mapping with address, addresses, host or target, port, weight, backup, tags, probe and also';
const memberInput = z.union(
  [
    memberEndpoint,
    z
      .strictObject({
        address: memberAddress.optional(),
        addresses: addresses.optional(),
        host: host.optional(),
        target: name
          .describe('Name that the owner is an alias of, while it is the turn of this member')
          .optional(),
        port: port.describe('Port to probe').optional(),
        weight: weight.optional(),
        backup: backup.optional(),
        tags: tags.optional(),
        probe: probe
          .describe('How to find out whether it is up, in place of the probe of the pool')
          .optional(),
        also: probe.describe('A further probe, which must find it up as well').optional(),
      })
      .superRefine((input, context) => {
        const add = (key: string, message: string) =>
          context.addIssue({ code: 'custom', path: [key], message });
        if (input.target !== undefined)
          for (const key of ['addresses', 'host'] as const)
            if (input[key] !== undefined) add(key, 'a member with a target has one address, which is probed');
        const given = ONE_OF.filter(key => input[key] !== undefined);
        if (given.length === 0 && input.target === undefined)
          add('address', 'expected an IPv4 or IPv6 address');
        if (given.length > 1) add(given[1], `${given[0]} is there already; keep one of them`);
      }),
  ],
  { error: MEMBER },
);
const member = advised(memberInput, { advice: memberAdvice, key: memberKey });

const MEMBERS = 'expected a list of members, or a mapping such as { from: file, path: targets.json }';

const poolInput = z.strictObject({
  ttl: ttl.optional(),
  ...policyKeys,
  probe: probe.describe('How to find out which members are up; without it all are').optional(),
  members: advised(
    z
      .union([z.array(member).min(1).max(MAX_MEMBERS), source], { error: MEMBERS })
      .describe('Backends, as ADDRESS, ADDRESS:PORT or mappings; or the source that finds them'),
    { advice: membersAdvice },
  ),
});
const pool = advised(poolInput, { advice: poolAdvice, key: poolKey });

const VALUE = 'expected a record in zone-file form, or a list of them';
const recordValue = z.union([z.string(), z.number(), z.boolean()], { error: VALUE });

const recordsOfName = advised(
  z.record(z.string(), oneOrMore(recordValue, VALUE), {
    error: 'expected a mapping of types, such as { TXT: text }',
  }),
  { advice: ownerAdvice },
);

const soa = z.strictObject({
  mname: name.describe('Primary name server').optional(),
  rname: name.describe('Mailbox of the person in charge, as a name or an address').optional(),
  serial: integer(0, UINT32).optional(),
  refresh: seconds(0, UINT32).optional(),
  retry: seconds(0, UINT32).optional(),
  expire: seconds(0, UINT32).optional(),
  minimum: seconds(0, UINT32).describe('TTL of negative answers').optional(),
});

/** A whole zone file. */
export const zoneSchema = z
  .strictObject({
    zone: name.describe('Name of the zone, such as example.org'),
    ttl: ttl.describe('Time to live of pools (default 0) and records (default 60)').optional(),
    wildcard: truth.describe('Every name below the zone answers with the addresses of "@"').optional(),
    soa: advised(soa, { advice: soaAdvice }).describe('Start of authority; made up when absent').optional(),
    ns: oneOrMore(name, 'expected a domain name or a list of them')
      .describe('Name servers; made up when absent')
      .optional(),
    pools: advised(z.record(name, pool), { advice: byNameAdvice })
      .describe('Addresses with probes, by owner name ("@" is the zone itself)')
      .optional(),
    records: advised(z.record(name, recordsOfName), { advice: byNameAdvice })
      .describe('Other records, by owner name and type')
      .optional(),
  })
  .describe('A zone served by Rondo');

export type ZoneInput = z.output<typeof zoneSchema>;
export type MemberInput = z.output<typeof member>;
export type AnyPoolInput = z.output<typeof pool>;
/** A pool whose members are written. */
export type PoolInput = Omit<AnyPoolInput, 'members'> & { readonly members: readonly MemberInput[] };
/** A pool whose members a source finds. */
export type OpenPoolInput = Omit<AnyPoolInput, 'members'> & { readonly members: SourceInput };
