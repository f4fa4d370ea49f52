// The shape of rondo.yaml.
import { z } from 'zod';
import { notify } from '../notify/keys.js';
import { checkProbeKeys, probe, probeKeys, probeReference, profile } from '../probe/keys.js';
import { address, integer, off, on, oneOrMore, port, truth, ttl, weight } from '../source/fields.js';
import { advised } from '../source/value-advice.js';
import { backup, policyKeys, tags } from '../zone/yaml/policy-keys.js';
import { admin } from './admin-keys.js';
import { answerTo } from './asker-keys.js';
import { block } from './block-keys.js';
import { cache } from './cache-schema.js';
import { CLIENTS, clients, PEER, peer, TRUSTED, trusted } from './client-keys.js';
import { cookies } from './cookie-keys.js';
import { FORMAT_NAMES, USUAL_EXTENSIONS } from './format/registry.js';
import { forward } from './forward-keys.js';
import { listen } from './listen-keys.js';
import { inCatalog, producedEntry } from './listing-keys.js';
import { log } from './log-keys.js';
import { rateLimit, sizeWithoutCookie } from './rate-limit-keys.js';
import { secondaryEntry } from './secondary-keys.js';
import { healthAdvice, matchAdvice, topKey, zoneKey } from './settings-advice.js';
import { tcp } from './tcp-keys.js';
import { transfer } from './transfer-keys.js';
import { keys } from './tsig-keys.js';
import { update } from './update-keys.js';
import { views, zoneView } from './view-keys.js';

const ZONE =
  'expected a path, a pattern such as zones/*, or a mapping with file, origin, format, transfer, answer-to, view and update, or with name and primaries';
const zoneEntry = z.union(
  [
    z.string().min(1, { error: ZONE }),
    advised(
      z.strictObject({
        file: z.string().min(1).describe('Path, relative to this file'),
        origin: z.string().min(1).describe('Apex of a master file that does not say it').optional(),
        format: z.enum(FORMAT_NAMES).describe(`Default: by the extension ${USUAL_EXTENSIONS}`).optional(),
        transfer: transfer
          .describe('Who gets these zones as a whole, or off; default: that at the top')
          .optional(),
        'answer-to': answerTo
          .describe('Who may ask for what these zones hold; default: that at the top')
          .optional(),
        view: zoneView.optional(),
        'in-catalog': inCatalog.optional(),
        update: update
          .describe('Keys that may change these zones by dynamic update (RFC 2136); default: none')
          .optional(),
      }),
      { key: zoneKey },
    ),
    secondaryEntry,
    producedEntry,
  ],
  { error: ZONE },
);

const forwardCa = z
  .string()
  .min(1)
  .describe('PEM file of those who may sign certificates of upstreams over TLS; default: that of the system');

const MATCH = 'expected a name and a type, such as "www.example.org A"';
const health = z
  .strictObject({
    match: advised(z.string({ error: MATCH }).regex(/^\S+\s+\S+$/, { error: MATCH }), {
      advice: matchAdvice,
    }).describe('Name and type of the records, such as "www.example.org A"'),
    ...probeKeys,
    ttl: ttl.describe('Time to live of the records, instead of that of the zone file').optional(),
    ports: z.record(z.string(), port).describe('Port to probe, by address or host').optional(),
    weights: z.record(z.string(), weight).describe('Share of first places, by address or host').optional(),
    backups: z.record(z.string(), backup).describe('Which are backups, by address or host').optional(),
    tags: z.record(z.string(), tags).describe('Words that select members, by address or host').optional(),
    addresses: z
      .record(z.string(), address)
      .describe('Address to probe, by host, of hosts that are in no zone here')
      .optional(),
    ties: z
      .record(z.string(), address)
      .describe('Which addresses of the other family are the same backends, by address')
      .optional(),
    probes: z
      .record(z.string(), probe)
      .describe('Probes in place of this one, by address or host')
      .optional(),
    also: z
      .record(z.string(), probe)
      .describe('Further probes, which must find the member up as well, by address or host')
      .optional(),
    ...policyKeys,
  })
  .superRefine(checkProbeKeys)
  .transform(
    ({
      match,
      ttl,
      ports = {},
      weights = {},
      backups = {},
      tags = {},
      ties = {},
      addresses = {},
      probes = {},
      also = {},
      ...keys
    }) => ({
      match,
      ttl,
      ports,
      weights,
      backups,
      tags,
      ties,
      addresses,
      probes,
      also,
      policy: keys,
      probe: probeReference(keys),
    }),
  );

const FOLDER = 'expected off or the path of a folder';
const control = z
  .union([off, z.string().min(1, { error: FOLDER })], { error: FOLDER })
  .describe('Folder of the control socket, or off; default: /run/rondo for root');

export const transport = z.enum(['auto', 'batch', 'dgram']).describe('How UDP is read; default: auto');

export const workers = z
  .union([z.literal('auto'), integer(1, 256)], { error: 'expected auto or a whole number from 1 to 256' })
  .describe('Answer threads of the batch transport; default: auto');

const FILE = 'expected off or the path of a file';
const state = z
  .union([off, z.string().min(1, { error: FILE })], { error: FILE })
  .describe('File that keeps what operators said of members, or off; default: in /var/lib/rondo for root');

/** The longest text of an NSID: with all that may stand beside it, OPT fits an answer of 512 octets. */
const MAX_NSID = 128;
/** Octets of a character-string (RFC 1035 §3.3). */
const MAX_STRING = 255;

/** Words for yes and no that are no texts: who writes one means that there is none, or one that is known. */
const NO_TEXTS = ['on', 'yes', 'true', 'none', 'disabled', 'disable', 'false', 'null'];

/** A text of its own, which {@link NO_TEXTS} are not. */
function text(longest: number, expected: string) {
  return z
    .string({ error: expected })
    .min(1, { error: expected })
    .refine(value => Buffer.byteLength(value) <= longest && !NO_TEXTS.includes(value.toLowerCase()), {
      error: expected,
    });
}

function textOrOff(longest: number, expected: string) {
  return z.union([off, text(longest, expected)], { error: expected });
}

export const nsid = textOrOff(
  MAX_NSID,
  `expected off, hostname or a text of at most ${MAX_NSID} octets`,
).describe('Who answers, for clients that ask with NSID; default: off');
const identity = textOrOff(
  MAX_STRING,
  `expected off, hostname or a text of at most ${MAX_STRING} octets`,
).describe('The answer to id.server and hostname.bind of class CH; default: nsid');
const VERSION = `expected off, on or a text of at most ${MAX_STRING} octets`;
const version = z
  .union([off, on, text(MAX_STRING, VERSION)], { error: VERSION })
  .describe('The answer to version.bind and version.server of class CH; default: off');

const ALLOW = `${CLIENTS}, or a list of them`;

/** The whole file. */
export const configSchema = advised(
  z.strictObject({
    listen: listen.optional(),
    zones: oneOrMore(zoneEntry, `${ZONE}, or a list of them`).describe('Zone files').optional(),
    transfer: transfer
      .describe(
        'Who gets zones as a whole (AXFR, IXFR), or off, for entries under zones that do not say; default: off',
      )
      .optional(),
    'answer-to': answerTo
      .describe('Who may ask for what zones hold, for entries under zones that do not say; default: any')
      .optional(),
    views: views.optional(),
    forward: forward.optional(),
    'forward-ca': forwardCa.optional(),
    cache: cache.optional(),
    block: block.optional(),
    allow: oneOrMore(clients, ALLOW)
      .refine(list => !list.includes('none') || list.length === 1, { error: '"none" must be the only entry' })
      .describe('Clients whose queries are forwarded; default: local')
      .optional(),
    ecs: oneOrMore(trusted, `${TRUSTED}, or a list of them`)
      .refine(list => !list.includes('none') || list.length === 1, { error: '"none" must be the only entry' })
      .describe(
        'Resolvers whose EDNS Client Subnet is believed, for pools that are sticky or have preferences; default: none',
      )
      .optional(),
    'proxy-protocol': oneOrMore(peer, `${PEER}, or a list of them`)
      .describe('Proxies that say who their clients are (PROXY protocol, version 2); default: none')
      .optional(),
    probes: z
      .record(z.string().min(1), profile)
      .describe('Named probes, to be used in pools and under health')
      .optional(),
    health: advised(z.array(health), { advice: healthAdvice })
      .describe('Probes for records of any zone')
      .optional(),
    notify: notify.optional(),
    keys: keys.optional(),
    admin: admin.optional(),
    control: control.optional(),
    state: state.optional(),
    log: log.describe('What is logged, on standard error').optional(),
    minimal: truth
      .describe('no adds the NS records of the zone to positive answers; default: yes')
      .optional(),
    strict: truth
      .describe('yes: nothing is served or reloaded while any file has an error; default: no')
      .optional(),
    nsid: nsid.optional(),
    identity: identity.optional(),
    version: version.optional(),
    'health-txt': truth
      .describe(
        'Whether TXT of _health.NAME tells the state of pools, to clients named by allow; default: off',
      )
      .optional(),
    cookies: cookies.optional(),
    'rate-limit': rateLimit.optional(),
    'require-cookie-over': sizeWithoutCookie.optional(),
    transport: transport.optional(),
    workers: workers.optional(),
    tcp: tcp.describe('Limits of TCP').optional(),
  }),
  { key: topKey },
).describe('Configuration of Rondo');

export { forward };

export type ConfigInput = z.output<typeof configSchema>;
export type ZoneEntry = z.output<typeof zoneEntry>;
export type HealthEntry = z.output<typeof health>;
