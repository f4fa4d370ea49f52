// Reads a zone written in YAML.
import { isWithin, type Name, NameError, nameFromText, nameKey, nameToLabel } from '../../dns/name.js';
import { isMetaType, TYPE, TYPE_NAMES, typeFromText, typeToText } from '../../dns/types.js';
import type { ProbeProfiles } from '../../probe/profiled.js';
import type { Problems } from '../../source/problem.js';
import { spellingHint } from '../../source/suggest.js';
import { YamlDocument, type YamlPath } from '../../source/yaml-document.js';
import { APEX_TTL_SECONDS, defaultSoa, makeUpApex, soaRdata } from '../apex.js';
import { originDoubt } from '../doubts.js';
import { foreignType } from '../foreign-types.js';
import type { Records } from '../records.js';
import { answerBelow } from '../subtree.js';
import { Zone } from '../zone.js';
import { addPool } from './pools.js';
import { wholeRecordAdvice } from './shape-advice.js';
import { rdataFromValue, textValueDoubt, ValueError } from './value.js';
import { type ZoneInput, zoneSchema } from './zone-schema.js';

const POOL_TTL_SECONDS = 0;
const RECORD_TTL_SECONDS = 60;

export interface YamlZoneOptions {
  /** The name that problems are shown under. */
  readonly file: string;
  readonly problems: Problems;
  /** When the file last changed, in seconds since 1970: the serial of a made-up SOA. */
  readonly modifiedSeconds: number;
  /** Profiles that probes may refer to; references are not checked without it. */
  readonly profiles?: ProbeProfiles;
  /** The names of all views, one of which a pool may prefer members for; not looked at without them. */
  readonly views?: readonly string[] | undefined;
  /** Where the zone's records go; to columns of their own when absent. */
  readonly records?: Records;
}

/** One zone while it is read. */
class YamlZoneReader {
  constructor(
    readonly document: YamlDocument,
    readonly zone: Zone,
    readonly input: ZoneInput,
    readonly options: YamlZoneOptions,
  ) {}

  /** The name that a key or value says; a mistake is reported there. */
  name(text: string, path: YamlPath, at: 'key' | 'value'): Name | undefined {
    return readName(text, this.zone.origin, { document: this.document, path, at });
  }

  /** As {@link name}, for an owner, which must lie in the zone. */
  owner(text: string, path: YamlPath): Name | undefined {
    const owner = this.name(text, path, 'key');
    if (owner === undefined || isWithin(owner, this.zone.origin)) return owner;
    const hint = 'names without a final dot are relative to the zone';
    this.document.error(path, `${nameToLabel(owner)} is outside the zone ${this.zone.label}`, {
      at: 'key',
      hint,
    });
    return undefined;
  }

  read(): void {
    const { pools = {}, records = {}, ttl } = this.input;
    this.#nameServers();
    for (const [text, pool] of Object.entries(pools)) {
      const owner = this.owner(text, ['pools', text]);
      if (owner === undefined) continue;
      const { zone, document } = this;
      const { profiles, views } = this.options;
      const place = {
        zone,
        owner,
        document,
        path: ['pools', text],
        ttl: pool.ttl ?? ttl ?? POOL_TTL_SECONDS,
        views,
      };
      addPool(place, pool, profiles);
    }
    for (const [text, types] of Object.entries(records)) {
      const owner = this.owner(text, ['records', text]);
      if (owner === undefined) continue;
      const whole = wholeRecordAdvice(text, types);
      if (whole !== undefined) {
        this.document.error(['records', text, 'type'], 'the type of a record is its key', {
          at: 'key',
          hint: whole,
        });
        continue;
      }
      for (const [type, values] of Object.entries(types))
        this.#records(owner, ['records', text, type], type, values);
    }
    this.#soa();
    makeUpApex(this.zone, this.options.modifiedSeconds, this.document.place(['zone']));
    if (this.input.wildcard) this.#wildcard();
  }

  #nameServers(): void {
    const single = !Array.isArray((this.document.data as { ns?: unknown }).ns);
    this.input.ns?.forEach((text, index) => {
      const path = single ? ['ns'] : ['ns', index];
      const target = this.name(text, path, 'value');
      if (target === undefined) return;
      const ttl = this.input.ttl ?? APEX_TTL_SECONDS;
      this.zone.add(this.zone.origin, TYPE.NS, ttl, target, this.document.place(path));
    });
  }

  #soa(): void {
    const { soa, ttl } = this.input;
    if (soa === undefined) return;
    const { mname, rname, ...numbers } = soa;
    const given = Object.fromEntries(Object.entries(numbers).filter(([, value]) => value !== undefined));
    const settled = { ...defaultSoa(this.zone, this.options.modifiedSeconds), ...given };
    if (mname !== undefined) settled.mname = this.name(mname, ['soa', 'mname'], 'value') ?? settled.mname;
    if (rname !== undefined) {
      // A mail address is written with an @; in a name it is a dot, and dots before it are escaped (RFC 1035 §8).
      const at = rname.lastIndexOf('@');
      const isMailbox = at > 0 && at < rname.length - 1;
      const text = isMailbox
        ? `${rname.slice(0, at).replaceAll('.', '\\.')}.${rname.slice(at + 1).replace(/\.?$/, '.')}`
        : rname;
      settled.rname = this.name(text, ['soa', 'rname'], 'value') ?? settled.rname;
    }
    this.zone.leavesSerial = given.serial === undefined;
    const place = this.document.place(['soa'], 'key');
    this.zone.add(this.zone.origin, TYPE.SOA, ttl ?? APEX_TTL_SECONDS, soaRdata(settled), place);
  }

  #records(
    owner: Name,
    path: YamlPath,
    typeText: string,
    values: readonly (string | number | boolean)[],
  ): void {
    const type = typeFromText(typeText);
    if (type === undefined || isMetaType(type)) {
      this.document.error(path, `unknown record type "${typeText}"`, { at: 'key', hint: typeHint(typeText) });
      return;
    }
    if (this.zone.rrset(owner, type)?.pool !== undefined) {
      this.document.error(path, `${typeToText(type)} of this name stands under pools: too`, { at: 'key' });
      return;
    }
    const source = (this.document.data as ZoneInput).records?.[path[1] as string]?.[typeText];
    values.forEach((value, index) => {
      this.#record(owner, Array.isArray(source) ? [...path, index] : path, type, value);
    });
  }

  #record(owner: Name, path: YamlPath, type: number, value: string | number | boolean): void {
    const text = typeof value === 'string' ? value : (this.document.written(path) ?? String(value));
    try {
      const doubt = type === TYPE.TXT ? textValueDoubt(text) : undefined;
      if (doubt !== undefined) this.document.warning(path, doubt.message, { hint: doubt.hint });
      const rdata = rdataFromValue(type, text, this.zone.origin);
      const ttl = this.input.ttl ?? RECORD_TTL_SECONDS;
      if (this.zone.add(owner, type, ttl, rdata, this.document.place(path)) === 'duplicate')
        this.document.warning(path, 'the same record stands above already');
    } catch (error) {
      if (!(error instanceof ValueError)) throw error;
      const { offset, width, hint } = error;
      this.document.error(path, error.message, { offset, width, hint });
    }
  }

  #wildcard(): void {
    const { zone } = this;
    const addresses = [TYPE.A, TYPE.AAAA].flatMap(type => zone.rrset(zone.origin, type) ?? []);
    if (addresses.length === 0)
      this.document.warning(['wildcard'], 'wildcard has no effect: the zone itself has no addresses', {
        at: 'key',
        hint: 'add a pool or an A record for "@"',
      });
    answerBelow(zone, new Map([[nameKey(zone.origin), addresses]]));
  }
}

/** What to write in place of a type that no zone has. */
function typeHint(text: string): string {
  if (/^ttl$/i.test(text)) return 'records have the TTL of the zone: `ttl:` beside `zone:`';
  const foreign = foreignType(text);
  if (foreign !== undefined) return foreign;
  if (typeFromText(text) !== undefined) return 'this type stands in messages alone (RFC 6895 §3.1)';
  return spellingHint(text, TYPE_NAMES) ?? 'types are written as A, MX, TXT or TYPE65280';
}

/** Where a name is written. */
interface NamePlace {
  readonly document: YamlDocument;
  readonly path: YamlPath;
  readonly at: 'key' | 'value';
}

function readName(
  text: string,
  origin: Name | undefined,
  { document, path, at }: NamePlace,
): Name | undefined {
  try {
    return nameFromText(text, origin);
  } catch (error) {
    if (!(error instanceof NameError)) throw error;
    document.error(path, `expected a domain name, found "${text.slice(0, 60)}": ${error.message}`, { at });
    return undefined;
  }
}

/**
 * Reads a zone from YAML text. All mistakes go to `options.problems`.
 * @returns the zone as far as it could be read; undefined when the text has not even the shape of one
 */
export function readYamlZone(text: string, options: YamlZoneOptions): Zone | undefined {
  const document = YamlDocument.parse(text, options.file, options.problems);
  const input = document?.validate(zoneSchema);
  if (document === undefined || input === undefined) return undefined;
  const origin = readName(input.zone, undefined, { document, path: ['zone'], at: 'value' });
  if (origin === undefined) return undefined;
  const doubt = originDoubt(input.zone);
  if (doubt !== undefined) document.warning(['zone'], doubt.message, { hint: doubt.hint });
  const zone = new Zone(origin, options.file, options.records);
  new YamlZoneReader(document, zone, input, options).read();
  return zone;
}
