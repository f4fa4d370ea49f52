// The keys under `forward:` of rondo.yaml: a list of upstreams, or a mapping with them and with what else there is to say of forwarding.
import { z } from 'zod';
import { off, on, oneOrMore, truth } from '../source/fields.js';
import { advised } from '../source/value-advice.js';
import { forwardAdvice, forwardKey } from './settings-advice.js';
import { upstreamAddress } from './upstream-address.js';

const FORWARD =
  'expected off, an ADDRESS[:PORT], tls://ADDRESS#NAME, or a list of them and of mappings with domain and to';
const UPSTREAMS =
  'expected ADDRESS[:PORT], tls://ADDRESS#NAME, or a list of them and of mappings with domain and to';
const servers = oneOrMore(upstreamAddress, 'expected ADDRESS[:PORT], tls://ADDRESS#NAME, or a list of them');
const rule = z.strictObject({
  domain: z
    .string()
    .min(1)
    .describe('Names at and below it; or a prefix such as 192.168.0.0/16, for its reverse names'),
  to: z
    .union([z.enum(['default', 'off']), servers], {
      error: 'expected ADDRESS[:PORT], tls://ADDRESS#NAME, a list of them, default or off',
    })
    .describe('Upstreams of the domain; default: those without a domain; off: refuse'),
});
function listOf(expected: string) {
  return oneOrMore(z.union([upstreamAddress, rule], { error: expected }), expected);
}
const list = listOf(FORWARD);

const NAMES = 'expected a domain name or a list of them';
const names = oneOrMore(z.string({ error: NAMES }).min(1, { error: NAMES }), NAMES);

const HOME = 'expected on, off or a mapping with except';
const home = z
  .union(
    [
      on,
      off,
      z.strictObject({ except: names.describe('Names and prefixes that are forwarded all the same') }),
    ],
    { error: HOME },
  )
  .describe(
    'Whether names that nobody outside can answer, such as those of private addresses, stay here; default: on',
  );

const rebind = z
  .strictObject({
    protect: truth
      .describe('Whether answers of upstreams with private addresses are refused; default: true')
      .optional(),
    allow: names.describe('Domains whose names may have private addresses').optional(),
    localhost: truth.describe('Whether 127.0.0.0/8 and ::1 are let through; default: false').optional(),
  })
  .describe('Private addresses in answers of upstreams');

const BOOTSTRAP = 'expected ADDRESS[:PORT], tls://ADDRESS#NAME, or a list of them';

const mapping = advised(
  z.strictObject({
    to: listOf(UPSTREAMS).describe('Upstreams, and mappings with domain and to').optional(),
    resolv: z
      .string()
      .min(1)
      .describe('A file such as /etc/resolv.conf, whose name servers are further upstreams')
      .optional(),
    bootstrap: oneOrMore(
      upstreamAddress.refine(({ host }) => host === undefined, { error: BOOTSTRAP }),
      BOOTSTRAP,
    )
      .describe(
        'Who is asked for addresses of upstreams that are given by name; default: the other upstreams',
      )
      .optional(),
    policy: z
      .enum(['order', 'strict', 'parallel', 'random'])
      .describe('Which upstream is asked first; default: order, the first one unless it is slow or fails')
      .optional(),
    rebind: rebind.optional(),
    home: home.optional(),
    'domain-needed': truth
      .describe('Whether A and AAAA of names without a dot stay here; default: false')
      .optional(),
  }),
  { key: forwardKey },
).refine(({ to, resolv }) => to !== undefined || resolv !== undefined, {
  error: 'expected to or resolv: where names are forwarded',
});

export const forward = advised(z.union([off, list, mapping], { error: FORWARD }), {
  advice: forwardAdvice,
}).describe('Upstreams for names outside the zones');

/** As it is read. */
export type ForwardInput = z.output<typeof forward>;
/** One upstream or rule. */
export type ForwardEntry = z.output<typeof list>[number];
export type ForwardMapping = z.output<typeof mapping>;

/** The upstreams and rules, in either form. */
export function entriesOf(forward: ForwardInput | undefined): readonly ForwardEntry[] {
  if (forward === undefined || forward === 'off') return [];
  return Array.isArray(forward) ? forward : (forward.to ?? []);
}

/** What else is said of forwarding. */
export function mappingOf(forward: ForwardInput | undefined): ForwardMapping {
  return forward === undefined || forward === 'off' || Array.isArray(forward) ? {} : forward;
}
