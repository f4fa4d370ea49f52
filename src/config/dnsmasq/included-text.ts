// Texts of dnsmasq files, and how those are found that others name.

/** As octets where it comes from a file: very many names are read from those. */
export type DnsmasqText = string | Uint8Array;

/** A file that another one names. */
export interface IncludedText {
  /** The name that problems are shown under. */
  readonly file: string;
  readonly text: DnsmasqText;
}

/** Finds the files that a configuration names. */
export interface DnsmasqInclude {
  /** @throws Error whose message can be shown */
  file(path: string, fromFile: string): IncludedText;
  /** Paths of the regular files in a folder, sorted; undefined when it is no folder. @throws Error whose message can be shown */
  folder(path: string, fromFile: string): string[] | undefined;
  /** The addresses of a host that this machine knows by its hosts file, as text; none when it does not know it. */
  host?(name: string): string[];
}

/** dnsmasq does not care about the encoding of comments; a byte order mark says nothing. */
export function stringOf(text: DnsmasqText): string {
  return typeof text === 'string' ? text : new TextDecoder().decode(text);
}

export function octetsOf(text: DnsmasqText): Uint8Array {
  if (typeof text === 'string') return Buffer.from(text);
  return text[0] === 0xef && text[1] === 0xbb && text[2] === 0xbf ? text.subarray(3) : text;
}
