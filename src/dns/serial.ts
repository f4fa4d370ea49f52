// Serial numbers of zones: arithmetic on 32 bits that wrap around (RFC 1982).

/** Whether a serial is later than another. Of two that are half of all numbers apart neither is (RFC 1982 §3.2). */
export function isLater(serial: number, than: number): boolean {
  const ahead = (serial - than) >>> 0;
  return ahead > 0 && ahead < 0x80000000;
}

/** The serial after another: the one that is wished for when that is later, else the next. */
export function serialAfter(former: number, wished: number): number {
  return isLater(wished, former) ? wished : (former + 1) >>> 0;
}
