// All that a load says of forwarding: rules of rondo.yaml or the command line, those of dnsmasq files, and those of a resolv.conf.
import { dirname } from 'node:path';
import type { Problems } from '../source/problem.js';
import type { YamlDocument } from '../source/yaml-document.js';
import { mappingOf } from './forward-keys.js';
import { type ForwardSettings, forwardSettings } from './forward-settings.js';
import type { ForwardTo } from './forward-to.js';
import { configuredForwards } from './forwards.js';
import { type Report, reportAt, reportFlag } from './report.js';
import { readResolv } from './resolv-file.js';
import type { ConfigInput } from './schema.js';
import { DNS_PORT, type SocketAddress } from './socket-address.js';
import type { SourceFiles } from './source-files.js';
import { withCa } from './upstream-ca.js';

/** What it is read with. */
export interface ForwardingSources {
  readonly files: SourceFiles;
  readonly problems: Problems;
  readonly document: YamlDocument | undefined;
  /** As given on the command line, if they are. */
  readonly flags: readonly string[] | undefined;
  /** Name servers that the load before had from a resolv.conf. */
  readonly formerServers: readonly string[] | undefined;
}

export class Forwarding {
  readonly rules: readonly ForwardTo[];
  readonly settings: ForwardSettings;
  readonly #input: ConfigInput['forward'];
  readonly #sources: ForwardingSources;
  /** Name servers of a resolv.conf, to be remembered. */
  servers: readonly string[] | undefined;

  constructor({ forward, 'forward-ca': ca }: ConfigInput, sources: ForwardingSources) {
    this.#input = forward;
    this.#sources = sources;
    const to = Array.isArray(forward) ? ['forward'] : ['forward', 'to'];
    const read = configuredForwards(forward, index => this.#report([...to, index, 'domain'], index));
    this.rules = withCa(read, ca, sources.document, sources.files);
    this.settings = forwardSettings(forward, path => this.#report(['forward', ...path], 0));
  }

  #report(path: readonly (string | number)[], index: number): Report {
    const { document, flags, problems } = this.#sources;
    if (document === undefined || flags !== undefined)
      return reportFlag(problems, '--forward', flags?.[index] ?? '');
    return reportAt(document, [...path]);
  }

  /** The rules with the servers of `resolv`, which come after those of `to`. @param listen where this server answers */
  withResolv(rules: readonly ForwardTo[], listen: readonly SocketAddress[]): readonly ForwardTo[] {
    const { resolv } = mappingOf(this.#input);
    const { document, files, formerServers: former } = this.#sources;
    if (resolv === undefined) return rules;
    const folder = document === undefined ? '.' : dirname(document.file);
    const reading = { files, folder, former, listen };
    this.servers = readResolv(resolv, reading, this.#report(['forward', 'resolv'], 0));
    return withServers(rules, this.servers);
  }
}

/** The rules with further upstreams for names that no other rule covers. */
export function withServers(rules: readonly ForwardTo[], servers: readonly string[]): ForwardTo[] {
  const more = servers.map(address => ({ address, port: DNS_PORT }));
  const known = rules.find(({ domain }) => domain === undefined);
  if (more.length === 0) return [...rules];
  if (known === undefined) return [{ domain: undefined, to: more }, ...rules];
  if (typeof known.to === 'string') return [...rules];
  const to = [...known.to, ...more];
  return rules.map(rule => (rule === known ? { domain: undefined, to } : rule));
}
