// The serial of an image: in its SOA, which may be set as long as nobody answers from it, or in a word beside it, which may be set at any time.
import { RECORD_FIXED } from '../dns/constants.js';
import { SOA_NUMBERS } from '../dns/soa-data.js';
import { type CompiledZone, ServedZone } from './served-zone.js';

/** Octet position of the serial in the memory of a zone; 0 when it has no SOA. */
function serialAt(zone: ServedZone): number {
  if (zone.soa === 0) return 0;
  const at = zone.recordAt(zone.soa, 0);
  return at + RECORD_FIXED + zone.view.getUint16(at + 8) - SOA_NUMBERS;
}

/** The serial, 32 bits; 0 when the zone has no SOA. */
export function serialOf(image: CompiledZone): number {
  return serialIn(new ServedZone(image));
}

/** The same of a zone that is open. */
export function serialIn(zone: ServedZone): number {
  if (zone.version !== undefined) return Atomics.load(zone.version, 0) >>> 0;
  const at = serialAt(zone);
  return at === 0 ? 0 : zone.view.getUint32(at);
}

/** Sets the serial in the SOA of an image that no thread answers from yet. */
export function setSerial(image: CompiledZone, serial: number): void {
  const zone = new ServedZone(image);
  const at = serialAt(zone);
  if (at !== 0) zone.view.setUint32(at, serial);
}

/** A word with a serial, for all threads. */
export function versionWord(serial: number): SharedArrayBuffer {
  const version = new SharedArrayBuffer(4);
  setVersion(version, serial);
  return version;
}

/** Has all threads answer with this serial from now on. */
export function setVersion(version: SharedArrayBuffer, serial: number): void {
  Atomics.store(new Int32Array(version), 0, serial | 0);
}
