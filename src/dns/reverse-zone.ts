// The zone under in-addr.arpa or ip6.arpa of a network that is written as the beginning of its addresses.

/** Whether an address that begins with these numbers is of a network of its own (RFC 1918, 3330). */
function isOwnNetwork([first, second = -1]: readonly number[]): boolean {
  if (first === 10 || first === 127) return true;
  return (
    (first === 192 && second === 168) ||
    (first === 169 && second === 254) ||
    (first === 172 && second >= 16 && second < 32)
  );
}

/** That of `192.168.1`; numbers that are surely in reverse order already stay so. @returns undefined when they are no such numbers */
export function reverseOfNumbers(labels: readonly string[]): string | undefined {
  if (labels.length > 4 || !labels.every(label => /^\d{1,3}$/.test(label) && Number(label) < 256))
    return undefined;
  const numbers = labels.map(Number);
  const backwards = [...numbers].reverse();
  const isReversed = isOwnNetwork(backwards) && !isOwnNetwork(numbers);
  return `${(isReversed ? numbers : backwards).join('.')}.in-addr.arpa`;
}

/** That of `2001:db8`. @returns undefined when the text is no such beginning */
export function reverseOfGroups(text: string): string | undefined {
  const groups = text.replace(/::?$/, '').split(':');
  if (groups.length > 8 || !groups.every(group => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  const digits = groups.map(group => group.toLowerCase().padStart(4, '0')).join('');
  return `${[...digits].reverse().join('.')}.ip6.arpa`;
}
