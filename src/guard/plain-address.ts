// The one form under which an address is looked up in an access list.

const MAPPED_DOTTED = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i;
const MAPPED_HEX = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i;

/** The address without its zone index (RFC 4007 §11); an IPv4-mapped one (RFC 4291 §2.5.5.2) as IPv4. */
export function plainAddress(address: string): string {
  const zone = address.indexOf('%');
  const bare = zone < 0 ? address : address.slice(0, zone);
  const dotted = MAPPED_DOTTED.exec(bare);
  if (dotted !== null) return dotted[1];
  const hex = MAPPED_HEX.exec(bare);
  if (hex === null) return bare;
  const [high, low] = [Number.parseInt(hex[1], 16), Number.parseInt(hex[2], 16)];
  return `${high >> 8}.${high & 0xff}.${low >> 8}.${low & 0xff}`;
}
