// All that a load says of forwarding: rules of rondo.yaml or the command line, those of dnsmasq files, and those of a resolv.conf.
import { dirname } from 'node:path';
import { pathFrom } from '../source/path-from.js';
import type { Problems } from '../source/problem.js';
import type { YamlDocument } from '../source/yaml-document.js';
import { mappingOf } from './forward-keys.js';
import { type ForwardSettings, forwardSettings } from './forward-settings.js';
import type { ForwardTo } from './forward-to.js';
import { configuredForwards, hasDefault } from './forwards.js';
import { type Report, reportAt, reportFlag } from './report.js';
import {
  interfaceAddresses,
  isOwn,
  type ResolvServers,
  type ResolvSource,
  readResolv,
} from './resolv-file.js';
import type { ConfigInput } from './schema.js';
import { DNS_PORT, type SocketAddress } from './socket-address.js';
import type { SourceFiles } from './source-files.js';
import type { UpstreamAddress } from './upstream-address.js';
import { caPath, withCa } from './upstream-ca.js';

/** What it is read with. */
export interface ForwardingSources {
  readonly files: SourceFiles;
  readonly problems: Problems;
  readonly document: YamlDocument | undefined;
  /** As given on the command line, if they are. */
  readonly flags: readonly string[] | undefined;
  /** What the load before had of a resolv.conf. */
  readonly former: ResolvServers | undefined;
}

export class Forwarding {
  readonly rules: readonly ForwardTo[];
  readonly settings: ForwardSettings;
  readonly #input: ConfigInput['forward'];
  readonly #sources: ForwardingSources;
  /** What a resolv.conf has given, to be remembered. */
  resolv: ResolvServers | undefined;

  constructor({ forward, 'forward-ca': ca }: ConfigInput, sources: ForwardingSources) {
    this.#input = forward;
    this.#sources = sources;
    const to = Array.isArray(forward) ? ['forward'] : ['forward', 'to'];
    const read = configuredForwards(forward, index => this.#report([...to, index, 'domain'], index));
    this.rules = withCa(read, ca, sources.document, sources.files);
    const path = caPath(ca, sources.document);
    const settings = forwardSettings(forward, at => this.#report(['forward', ...at], 0));
    this.settings = path === undefined ? settings : { ...settings, ca: path };
  }

  #report(path: readonly (string | number)[], index: number): Report {
    const { document, flags, problems } = this.#sources;
    if (document === undefined || flags !== undefined)
      return reportFlag(problems, '--forward', flags?.[index] ?? '');
    return reportAt(document, [...path]);
  }

  /**
   * The rules with the servers of a resolv.conf, which come after those of `to`.
   * @param listen where this server answers
   * @param dnsmasq the file that dnsmasq files name, which rondo.yaml goes over
   */
  withResolv(
    rules: readonly ForwardTo[],
    listen: readonly SocketAddress[],
    dnsmasq: ResolvSource | undefined,
  ): readonly ForwardTo[] {
    this.#warnOfCircle(rules, listen);
    const own = this.#ownSource;
    const source = own ?? (this.#isSaid ? undefined : dnsmasq);
    if (source === undefined) return rules;
    const { files, former } = this.#sources;
    const isNeeded = own !== undefined || !hasDefault(rules);
    this.resolv = readResolv(source, { files, former, listen, isNeeded });
    return withServers(rules, this.resolv?.servers ?? []);
  }

  /** A query to this server itself comes back, and is answered with SERVFAIL when that is noticed. */
  #warnOfCircle(rules: readonly ForwardTo[], listen: readonly SocketAddress[]): void {
    const upstreams = rules.flatMap(({ to }) => (typeof to === 'string' ? [] : to));
    const known = upstreams.filter(({ host }) => host === undefined);
    if (known.length === 0) return;
    const local = interfaceAddresses();
    const own = known.find(upstream => isOwn(upstream, listen, local));
    if (own === undefined) return;
    const text = own.address.includes(':') ? `[${own.address}]:${own.port}` : `${own.address}:${own.port}`;
    this.#report(['forward'], 0)(
      'warning',
      `names are forwarded to ${text}, which is this server itself`,
      'name another server, or leave it out',
    );
  }

  /** Who is asked for the addresses of upstreams that are given by name. @param rules all of the load */
  bootstrapOf(rules: readonly ForwardTo[]): readonly UpstreamAddress[] {
    const { bootstrap } = this.settings;
    if (bootstrap.length > 0) return bootstrap;
    const upstreamsOf = ({ to }: ForwardTo) => (typeof to === 'string' ? [] : to);
    const others = rules.filter(({ domain }) => domain === undefined).flatMap(upstreamsOf);
    const known = others.filter(({ host }) => host === undefined);
    const named = rules.flatMap(upstreamsOf).find(({ host }) => host !== undefined);
    if (known.length === 0 && named !== undefined)
      this.#report(['forward'], 0)(
        'error',
        `nobody is there to ask for the address of ${named.host}`,
        'add an upstream with an address, or forward: { to: …, bootstrap: ADDRESS }',
      );
    return known;
  }

  /** Whether rondo.yaml or the command line says where other names go. */
  get #isSaid(): boolean {
    return this.#input === 'off' || hasDefault(this.rules);
  }

  get #ownSource(): ResolvSource | undefined {
    const { resolv } = mappingOf(this.#input);
    const { document } = this.#sources;
    if (resolv === undefined) return undefined;
    const path = pathFrom(dirname(document?.file ?? ''), resolv);
    return { paths: [path], looksOnce: false, report: this.#report(['forward', 'resolv'], 0) };
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
