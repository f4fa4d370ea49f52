// Addresses that answers from outside have no business with: those of this machine and of its own network.

/** 127.0.0.0/8, and 0.0.0.0/8, which leads to this machine as well. */
function isLocalhost4(first: number): boolean {
  return first === 127 || first === 0;
}

function isPrivate4(octets: Uint8Array, isLocalhostAllowed: boolean): boolean {
  const [first, second, third] = octets;
  if (isLocalhost4(first)) return !isLocalhostAllowed;
  if (first === 10 || (first === 172 && (second & 0xf0) === 16) || (first === 192 && second === 168))
    return true;
  if (first === 169 && second === 254) return true;
  // Those of documentation (RFC 5737), and the broadcast address.
  if (first === 192 && second === 0 && third === 2) return true;
  if (first === 198 && second === 51 && third === 100) return true;
  if (first === 203 && second === 0 && third === 113) return true;
  return octets.every(octet => octet === 255);
}

/**
 * Whether an address is private, as dnsmasq's stop-dns-rebind has it: RFC 1918, link-local, unique local, site-local, documentation,
 * this machine, and IPv4 ones of these kinds inside of IPv6. @param octets 4 or 16
 */
export function isPrivate(octets: Uint8Array, isLocalhostAllowed: boolean): boolean {
  if (octets.length === 4) return isPrivate4(octets, isLocalhostAllowed);
  const zeros = octets.findIndex(octet => octet !== 0);
  if (zeros === -1 || (zeros === 15 && octets[15] === 1)) return !isLocalhostAllowed;
  if (zeros === 10 && octets[10] === 255 && octets[11] === 255)
    return isPrivate4(octets.subarray(12), isLocalhostAllowed);
  const [first, second] = octets;
  if (first === 0xfd || (first === 0xfe && (second & 0x80) === 0x80)) return true;
  return first === 0x20 && second === 0x01 && octets[2] === 0x0d && octets[3] === 0xb8;
}
