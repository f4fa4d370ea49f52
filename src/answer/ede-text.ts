// What Extended DNS Errors of this server say in words (RFC 8914 §2).

const octets = (text: string) => new TextEncoder().encode(text);

export const EDE_TEXT = {
  NONE: new Uint8Array(0),
  CLIENT: octets('only clients named by "allow" may use the forwarder'),
  ASKER: octets('only clients named by "answer-to" may ask for this zone'),
  NAME: octets('no zone here holds this name'),
  HOME: octets('such names are not asked for upstream'),
  NO_VERSION: octets('no good version of this zone is known: see the log of the server'),
} as const;
