// Names that stay at home: what they are, and the name part that keeps them from being forwarded.
import { ipv4FromText, ipv6FromText } from '../dns/address.js';
import { isWithin, lowerName, type Name, nameFromText, ROOT } from '../dns/name.js';
import { NAME_ANSWER, NAME_FLAG, type NameList, type NamePart, NamePartWriter } from '../image/name-part.js';
import { reverseNames } from './dnsmasq/upstreams.js';

/** Prefixes whose reverse names nobody outside can answer. */
const PREFIXES = [
  // RFC 6303 §4.1 to §4.3: private use, loopback, link-local, documentation.
  ...['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '0.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16'],
  ...['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24', '255.255.255.255/32'],
  // RFC 7793: shared with other customers of a provider.
  '100.64.0.0/10',
  // RFC 6303 §4.4 to §4.6, and documentation (RFC 9637).
  ...['::/128', '::1/128', 'fd00::/8', 'fe80::/10', '2001:db8::/32', '3fff::/20'],
] as const;

/** Names that exist nowhere outside. */
const NAMES = [
  // RFC 6761 §6.2 and §6.4
  ...['test', 'invalid'],
  // RFC 7686, RFC 9476, RFC 6762 §3, and the TLD that ICANN has set aside in 2024.
  ...['onion', 'alt', 'local', 'internal'],
  // RFC 8375, RFC 9665 §10
  ...['home.arpa', 'service.arpa'],
] as const;

const LOCALHOST = nameFromText('localhost');
/** Its servers are asked for by that name: that there are none is NODATA (RFC 9462 §4). */
const RESOLVER = nameFromText('resolver.arpa');
const LOOPBACK = { a: Uint8Array.of(127, 0, 0, 1), aaaa: Uint8Array.of(...new Uint8Array(15), 1) };

/** How long such answers may be kept, as empty zones have it (RFC 6303 §3). */
const TTL_SECONDS = 10_800;
/** Names of one label are more likely to come to be known. */
const SINGLE_TTL_SECONDS = 60;

const LISTS: readonly NameList[] = [
  { answer: NAME_ANSWER.NXDOMAIN, ttlSeconds: TTL_SECONDS, negativeTtlSeconds: TTL_SECONDS },
  { answer: LOOPBACK, ttlSeconds: TTL_SECONDS, negativeTtlSeconds: TTL_SECONDS },
  { answer: NAME_ANSWER.NXDOMAIN, ttlSeconds: SINGLE_TTL_SECONDS, negativeTtlSeconds: SINGLE_TTL_SECONDS },
].map((list, index) => ({ ...list, label: ['home', 'localhost', 'single labels'][index], serial: 1 }));
const [HOME, HOST, SINGLE] = [0, 1, 2];

const { LIST, NODATA, A, AAAA } = NAME_ANSWER;
const { ALLOW, BELOW, POINTER, POINTER_ONLY } = NAME_FLAG;

/** What rondo.yaml says of them. */
export interface HomeSettings {
  readonly isOn: boolean;
  /** Names that are forwarded all the same, with all below them. */
  readonly except: readonly Name[];
  /** Whether A and AAAA of names of one label stay at home, too. */
  readonly needsDomain: boolean;
}

/** Reverse names of a prefix such as `192.168.0.0/16`, of any length; undefined when the text is none. */
export function namesOfPrefix(text: string): Name[] | undefined {
  const [address, length, more] = text.split('/');
  if (length === undefined || more !== undefined || !/^\d{1,3}$/.test(length)) return undefined;
  const octets = ipv4FromText(address) ?? ipv6FromText(address);
  if (octets === undefined || Number(length) < 1 || Number(length) > octets.length * 8) return undefined;
  return reverseNames(octets, Number(length));
}

/** All of them but localhost and resolver.arpa. */
function emptyNames(): Name[] {
  return [...PREFIXES.flatMap(prefix => namesOfPrefix(prefix)!), ...NAMES.map(text => nameFromText(text))];
}

class HomeWriter {
  readonly #writer = new NamePartWriter();
  readonly #except: readonly Name[];

  constructor(except: readonly Name[]) {
    this.#except = except;
    for (const name of except) this.add(HOME, name, { flags: BELOW | ALLOW, answer: LIST });
  }

  add(list: number, name: Name, { flags, answer }: { flags: number; answer: number }): void {
    if ((flags & ALLOW) === 0 && this.#except.some(each => isWithin(name, each))) return;
    this.#writer.add(list, { flags: flags | NAME_FLAG.HOME, answer }, lowerName(name), name.length);
  }

  addPointer(answer: number, address: Uint8Array): void {
    const [reverse] = reverseNames(address, address.length * 8);
    if (this.#except.some(each => isWithin(reverse, each))) return;
    this.#writer.add(
      HOST,
      { flags: NAME_FLAG.HOME | POINTER | POINTER_ONLY, answer },
      LOCALHOST,
      LOCALHOST.length,
    );
    this.#writer.addAddress(address);
  }

  finish(): NamePart {
    return this.#writer.finish(LISTS);
  }
}

function build({ isOn, except, needsDomain }: HomeSettings): NamePart {
  const writer = new HomeWriter(except);
  if (isOn) {
    writer.addPointer(A, LOOPBACK.a);
    writer.addPointer(AAAA, LOOPBACK.aaaa);
    for (const name of emptyNames()) {
      writer.add(HOME, name, { flags: BELOW, answer: LIST });
      writer.add(HOME, name, { flags: 0, answer: NODATA });
    }
    writer.add(HOME, RESOLVER, { flags: BELOW, answer: NODATA });
    writer.add(HOST, LOCALHOST, { flags: BELOW, answer: LIST });
  }
  if (needsDomain) writer.add(SINGLE, ROOT, { flags: BELOW, answer: LIST });
  return writer.finish();
}

let last: { readonly key: string; readonly part: NamePart } | undefined;

/** The part for these settings, the same one as long as they are the same; undefined when no name stays at home. */
export function homePart(settings: HomeSettings): NamePart | undefined {
  if (!settings.isOn && !settings.needsDomain) return undefined;
  const { isOn, needsDomain, except } = settings;
  const key = [isOn, needsDomain, ...except.map(name => Buffer.from(lowerName(name)).toString('hex'))].join();
  if (last?.key !== key) last = { key, part: build(settings) };
  return last.part;
}

/**
 * What files say about names, with those that stay at home.
 * @param former the load before; undefined when other settings were in force then
 */
export function namesWith(
  home: NamePart | undefined,
  names: readonly NamePart[],
  former: { readonly names: readonly NamePart[]; readonly facts: { readonly hasHome?: boolean } } | undefined,
): { readonly names: NamePart[]; readonly formerNames: NamePart[] | undefined } {
  const own = home === undefined ? [] : [home];
  const isKnown = former !== undefined && (former.facts.hasHome === true) === own.length > 0;
  const formerNames = isKnown ? [...former.names, ...own] : undefined;
  return { names: [...names, ...own], formerNames };
}
