// What a configuration is that dnsmasq and Rondo both serve.

export interface Conf {
  /** What it is about. */
  readonly about: string;
  /** The file; `@A`, `@B` and `@C` are upstreams, `@FOLDER` is where the further files are. */
  readonly text: string;
  /** `NAME TYPE…` in each line; without types all of {@link EVERY_TYPE}. */
  readonly ask: string;
  /** Further files by name. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Asked for where a line of `ask` names no type. */
export const EVERY_TYPE = ['A', 'AAAA', 'TXT', 'MX', 'SRV', 'PTR', 'CNAME', 'ANY', 'HTTPS'];
