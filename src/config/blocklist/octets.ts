// Looks at octets of the lines of lists where they stand: a view of each line would cost more.

/** Where the octet stands; `to` when it does not. */
export function indexOf(text: Uint8Array, octet: number, from: number, to: number): number {
  let at = from;
  while (at < to && text[at] !== octet) at++;
  return at;
}

/** Whether as many octets stand at both places. */
export function areSame(text: Uint8Array, one: number, other: number, length: number): boolean {
  for (let index = 0; index < length; index++) if (text[one + index] !== text[other + index]) return false;
  return true;
}
