// Names of hosts as people write them where an address could stand.

const NAME = /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_](?:[a-z0-9_-]{0,62}))*$/;
/** A dot, and a letter behind the last one: no address with a slip in it is taken for a name. */
const WHOLE = /\.[^.]*[a-z][^.]*$/;

/** The whole name of a host in lower case, without a final dot; undefined when the text is none. */
export function hostName(text: string): string | undefined {
  const name = text.toLowerCase().replace(/\.$/, '');
  return NAME.test(name) && WHOLE.test(name) ? name : undefined;
}

/** A host, and a port on it. */
export interface HostPlace {
  readonly host: string;
  readonly port?: number;
}

/** Reads `NAME` or `NAME:PORT`; undefined when it is neither. */
export function hostFromText(text: string): HostPlace | undefined {
  const [, name = '', port] = /^([^:]+)(?::(\d{1,5}))?$/.exec(text) ?? [];
  const host = hostName(name);
  if (host === undefined || Number(port) > 65_535) return undefined;
  return port === undefined ? { host } : { host, port: Number(port) };
}
