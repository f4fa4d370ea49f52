// Where the numbers stand in the RDATA of an SOA (RFC 1035 §3.3.13), and its serial.

/** Octets behind the names: the serial, then four more numbers. */
export const SOA_NUMBERS = 20;

const viewOf = (rdata: Uint8Array) => new DataView(rdata.buffer, rdata.byteOffset, rdata.length);

/** 32 bits. */
export function serialOfSoa(rdata: Uint8Array): number {
  return viewOf(rdata).getUint32(rdata.length - SOA_NUMBERS);
}

/** The same RDATA with another serial. */
export function soaWithSerial(rdata: Uint8Array, serial: number): Uint8Array {
  const copy = rdata.slice();
  viewOf(copy).setUint32(copy.length - SOA_NUMBERS, serial);
  return copy;
}
