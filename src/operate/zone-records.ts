// The records of a zone, one after another: as fields, or as the text of a zone file.
import { type Name, nameToText } from '../dns/name.js';
import { rdataToText } from '../dns/rdata/to-text.js';
import { recordToText } from '../dns/record-text.js';
import { TYPE, typeToText } from '../dns/types.js';
import { nodesInOrder } from '../image/ordered-walk.js';
import { type CompiledZone, ServedZone } from '../image/served-zone.js';
import { recordsAt, type ZoneRecord } from '../image/walk.js';
import { inTurns } from '../time/turns.js';
import type { RecordsRequest, ZoneRecordView } from '../view/zones.js';
import { nameAsked, typeAsked } from './asked-name.js';

/** Which records are wanted. */
interface Wanted {
  /** Of this name and those below it. */
  readonly below: Name;
  readonly type?: number;
}

/** @throws RequestError when there can be no such name or type */
function wantedOf({ name, type }: Pick<RecordsRequest, 'name' | 'type'>, origin: Name): Wanted {
  const number = type === undefined ? undefined : typeAsked(type);
  return { below: name === undefined ? origin : nameAsked(name), type: number };
}

/** In canonical order of their names; the SOA comes first, as in a zone file. */
async function* recordsInOrder(
  zone: ServedZone,
  { below, type }: Wanted,
): AsyncGenerator<ZoneRecord, void, void> {
  const nodes = await nodesInOrder(zone, below);
  const isSoa = (record: ZoneRecord) => Number(record.type === TYPE.SOA);
  const records = function* () {
    for (let node = nodes.next(); node.done !== true; node = nodes.next()) {
      const all = [...recordsAt(zone, node.value)];
      if (node.value === zone.apex) all.sort((a, b) => isSoa(b) - isSoa(a));
      yield* type === undefined ? all : all.filter(record => record.type === type);
    }
  };
  yield* inTurns(records());
}

/** @throws RequestError when there can be no such records */
export function zoneRecords(
  image: CompiledZone,
  request: Pick<RecordsRequest, 'name' | 'type'>,
): AsyncGenerator<ZoneRecordView, void, void> {
  const zone = new ServedZone(image);
  const wanted = wantedOf(request, zone.origin);
  return (async function* () {
    for await (const { owner, ttl, type, rdata } of recordsInOrder(zone, wanted))
      yield { name: nameToText(owner), ttl, type: typeToText(type), data: rdataToText(type, rdata) };
  })();
}

/** The zone as a file that other servers read (RFC 1035 §5). */
export async function* zoneText(image: CompiledZone): AsyncGenerator<string, void, void> {
  const zone = new ServedZone(image);
  for await (const record of recordsInOrder(zone, { below: zone.origin })) yield `${recordToText(record)}\n`;
}

/** The same, with a remark when secondaries get something else under its serial. */
export async function* exportText(image: CompiledZone): AsyncGenerator<string, void, void> {
  if (image.version !== undefined)
    yield '; as this server holds it, with all members; under this serial secondaries get who is handed out: dig AXFR\n';
  yield* zoneText(image);
}
