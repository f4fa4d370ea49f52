// Zone files that a reference judges otherwise than Rondo, each with the reason; every other file must be judged alike.

export type Reference = 'bind' | 'nsd' | 'knot';

export interface ZoneFileDifference {
  /** The references that say the opposite of Rondo; those that are not named agree with it. */
  readonly from: readonly Reference[];
  readonly reason: string;
  /** Names without their folder and `.zone`. */
  readonly files: readonly string[];
}

const list = (text: string) => text.trim().split(/\s+/);

/** Rondo stands against all three. */
const alone: readonly ZoneFileDifference[] = [
  {
    from: ['bind', 'nsd', 'knot'],
    reason:
      'a TTL over 2^31 - 1 is no TTL (RFC 2181 §8): BIND serves 0, NSD its default; Rondo says so instead of guessing',
    files: ['ttl-too-large', 'ttl-dollar-too-large'],
  },
  {
    from: ['bind', 'nsd', 'knot'],
    reason: 'a byte order mark at the start, which editors on Windows write, is skipped',
    files: ['bom'],
  },
];

/** Rondo accepts what some refuse. */
const accepted: readonly ZoneFileDifference[] = [
  {
    from: ['knot'],
    reason: 'types that Knot 3.2 does not know',
    files: list('avc dlv isdn-two mb-mg-mr nsap null-generic nxt px sig wks x25-isdn-rt'),
  },
  {
    from: ['nsd', 'knot'],
    reason: 'types that NSD 4.6 and Knot 3.2 do not know',
    files: list(`amtrelay dsync gpos hip ninfo obsolete-types resinfo talink types-of-the-registry
      types-without-form`),
  },
  {
    from: ['bind', 'knot'],
    reason: 'MD and MF are obsolete, yet they have a form (RFC 1035 §3.3.4, §3.3.5)',
    files: ['md-mf', 'mf'],
  },
  {
    from: ['bind', 'nsd', 'knot'],
    reason: 'types and SvcParamKeys that these versions do not know yet, by their registered names',
    files: ['bundle-protocol', 'svcb-new-keys'],
  },
  {
    from: ['nsd', 'knot'],
    reason: '$DATE is of the dumps of BIND',
    files: ['date-of-dump'],
  },
  {
    from: ['nsd'],
    reason: 'NSD 4.6 takes an escaped backslash before the final quote for an escaped quote',
    files: ['svcb-list-escapes'],
  },
  {
    from: ['knot'],
    reason: 'Knot reads no CLASSnnn (RFC 3597 §5) and no octet split over two words',
    files: ['generic-unknown', 'generic-lower', 'generic-split-octet'],
  },
  { from: ['knot'], reason: 'Knot 3.2 refuses CR before LF', files: ['crlf'] },
  { from: ['knot'], reason: 'Knot 3.2 does not know dohpath (RFC 9461)', files: ['https-dohpath'] },
  {
    from: ['knot'],
    reason:
      'Knot takes octets over 127, `@` inside a name, and strings without a space between them only escaped',
    files: list('name-utf8 soa-at-in-rname txt-adjacent txt-quote-inside-word txt-utf8'),
  },
  {
    from: ['knot'],
    reason:
      'Knot checks more than the form; Rondo warns where it can tell, and serves the records as they are',
    files: list('dname-and-ns ns-glue-missing rdata-ds-unknown-digest'),
  },
  {
    from: ['nsd', 'knot'],
    reason:
      'data below a DNAME is left out of answers (RFC 6672 §2.4), which is no reason to refuse the zone',
    files: ['dname-with-below'],
  },
  {
    from: ['bind', 'knot'],
    reason:
      'a name server at the apex without a usable address is a warning: the answers are right without it',
    files: ['ns-is-cname', 'ns-no-address'],
  },
  {
    from: ['nsd', 'knot'],
    reason: '$GENERATE is of BIND; a relative $ORIGIN is allowed by RFC 1035 §5.1',
    files: list(`generate include include-origin origin origin-keeps-owner
      ttl-soa-minimum-beside-others`),
  },
  {
    from: ['nsd', 'knot'],
    reason: 'parentheses may be nested and stand before any word, as in BIND',
    files: ['parentheses-nested', 'parenthesis-owner'],
  },
  {
    from: ['nsd'],
    reason: 'NSD wants a word before the first parenthesis of a line',
    files: ['parenthesis-indent'],
  },
  {
    from: ['nsd', 'knot'],
    reason: 'the times of an RRSIG may be seconds since 1970 (RFC 4034 §3.2)',
    files: ['rrsig'],
  },
  {
    from: ['nsd'],
    reason: 'records outside of the zone are left out with a warning, repeated ones likewise',
    files: ['out-of-zone', 'same-soa-twice'],
  },
  {
    from: ['nsd'],
    reason: 'the generic form of a known SvcParamKey holds octets (RFC 9460 §2.1)',
    files: ['rdata-svcb-key3-octets'],
  },
  {
    from: ['bind'],
    reason: 'a wildcard may own NS records, though it is of little use (RFC 4592 §4.2)',
    files: ['wildcard-ns'],
  },
  {
    from: ['bind'],
    reason: 'BIND compares CDS with CDNSKEY; Rondo does not calculate digests',
    files: ['cds-and-cdnskey'],
  },
  { from: ['bind'], reason: 'the target of URI is taken without quotes too', files: ['rdata-uri-unquoted'] },
  { from: ['bind', 'knot'], reason: 'an octet 0 is an octet like any other', files: ['nul'] },
];

/** Rondo refuses what some accept. */
const refused: readonly ZoneFileDifference[] = [
  { from: ['bind', 'nsd'], reason: 'CR alone ends no line', files: ['cr-alone'] },
  { from: ['bind', 'nsd'], reason: 'quotes make a string, not a name', files: ['name-quoted-owner'] },
  {
    from: ['bind'],
    reason: 'BIND alone lets KEY without a key stand (RFC 2535 §3.1.2)',
    files: ['rdata-key-no-key'],
  },
  {
    from: ['knot'],
    reason:
      'Knot does not look into known types in the generic form, tags of CAA, and bits left over in base64',
    files: list(`generic-a-wrong-size generic-known rdata-caa-empty-tag rdata-caa-tag
      rdata-dnskey-trailing-bits rdata-svcb-key3-short`),
  },
  { from: ['knot'], reason: 'Knot cuts a long string into two', files: ['rdata-txt-256'] },
  { from: ['knot'], reason: 'type 0 is reserved (RFC 6895 §3.1)', files: ['rdata-type-0'] },
  {
    from: ['knot'],
    reason: 'there is one SOA, and it stands at the apex (RFC 1035 §5.2)',
    files: ['soa-below-apex', 'two-soa'],
  },
  {
    from: ['nsd'],
    reason:
      'NSD lets numbers run over their range, bad escapes, open quotes and parentheses, and wrong digests pass',
    files:
      list(`generic-bad-length rdata-svcb-dohpath loc-lower name-bad-escape name-quoted-rdata parenthesis-unclosed
      quote-newline rdata-a-quoted rdata-caa-flags rdata-ds-digest-short rdata-loc-altitude
      rdata-loc-decimals rdata-loc-degrees rdata-loc-minutes rdata-loc-seconds rdata-loc-size
      rdata-mx-large rdata-mx-negative rdata-mx-quoted rdata-nsec3param-iterations rdata-number-plus
      rdata-rrsig-ttl-units rdata-srv-large rdata-sshfp-large rdata-tlsa-large rdata-txt-bad-escape
      rdata-txt-escape-300 rdata-type-opt soa-period-over soa-serial-large ttl-over-32-bits
      ttl-unit-then-number`),
  },
  {
    from: ['nsd'],
    reason: 'NSD loads a zone without NS, and takes the origin for the owner of a first indented record',
    files: ['no-ns', 'indented-first-record'],
  },
  {
    from: ['nsd', 'knot'],
    reason: 'NSD and Knot have a TTL of their own for records without one',
    files: ['no-ttl'],
  },
  {
    from: ['nsd', 'knot'],
    reason: 'NSD and Knot let bad escapes and ends of lines inside quotes pass',
    files: ['name-escape-256', 'name-escape-end', 'quote-newline-parentheses'],
  },
  {
    from: ['nsd', 'knot'],
    reason: 'NSD and Knot do not hold RDATA to all that the RFC of its type says',
    files: list(`rdata-caa-quoted-tag rdata-loc-past-pole rdata-naptr-bad-regexp rdata-nsec-no-types
      rdata-sshfp-short rdata-svcb-key-zeros rdata-svcb-nda-alone rdata-zonemd-short`),
  },
  {
    from: ['nsd', 'knot'],
    reason: 'a backslash at the end of a list escapes nothing (RFC 9460 appendix A.1)',
    files: ['rdata-svcb-alpn-backslash'],
  },
  {
    from: ['nsd', 'knot'],
    reason: 'types of queries and messages are not data (RFC 6895 §3.1)',
    files: ['rdata-type-128', 'rdata-type-255-generic'],
  },
];

/** The table of all deliberate differences in what is accepted. */
export const ZONE_FILE_DIFFERENCES: readonly ZoneFileDifference[] = [...alone, ...accepted, ...refused];

/**
 * Good files whose records come out in another spelling: of records that differ only in case BIND keeps the last, Rondo the first;
 * names in other scripts are A-labels here (RFC 5891 §4).
 */
export const OTHER_SPELLING: readonly string[] = ['duplicate-name-case', 'name-utf8'];
