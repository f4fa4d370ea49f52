// A Corefile: what the plugins of its server blocks do.
import { canonicalAddress, endpointFromText } from '../../dns/endpoint.js';
import { nameToLabel } from '../../dns/name.js';
import { pathFrom } from '../../source/path-from.js';
import { namesOfPrefix } from '../home-names.js';
import { withPort } from './address-text.js';
import type { BlockContext } from './coredns-block.js';
import { draftCache } from './coredns-cache.js';
import { draftForward } from './coredns-forward.js';
import { draftAuto, draftFile } from './coredns-zones.js';
import { type Directive, readCorefile, unsetVariable } from './corefile.js';
import { type Draft, zoneName } from './draft.js';
import { draftHosts } from './hosts.js';
import { folderOf, type Input, type InputText } from './input.js';

type Plugin = (directive: Directive, context: BlockContext) => void;

const IN_ANY_CASE = 'it is so in any case';

/** Why plugins have no counterpart, or need none. */
const WHY: Readonly<Record<string, string>> = {
  errors: IN_ANY_CASE,
  loadbalance: IN_ANY_CASE,
  loop: IN_ANY_CASE,
  reload: IN_ANY_CASE,
  health: 'see /healthz of `admin` in rondo.yaml',
  ready: 'see /readyz of `admin` in rondo.yaml',
  secondary: 'write it as `zones: [{ name: …, primaries: … }]`',
  transfer: 'write it as `transfer: { to: …, notify: … }`',
  dnssec: 'zones are not signed; one that another program has signed is served as it is',
  acl: 'zones answer everyone; see `allow` for names that are forwarded',
};

function readHostsPlugin(directive: Directive, { draft, input, folder, leave }: BlockContext): void {
  const [, path, ...zones] = directive.words;
  const inline = directive.block.filter(({ words }) => canonicalAddress(words[0]) !== undefined);
  const ttl = directive.block.find(({ words }) => words[0] === 'ttl')?.words[1];
  const withoutPointers = directive.block.some(({ words }) => words[0] === 'no_reverse');
  const ttlSeconds = ttl !== undefined && /^\d{1,9}$/.test(ttl) ? Number(ttl) : 3_600;
  const options = { ttlSeconds, withoutPointers };
  if (zones.length > 0) leave(directive, `names of all zones are taken, not only of ${zones.join(', ')}`);
  if (path !== undefined || inline.length === 0) {
    const file = path === undefined ? '/etc/hosts' : pathFrom(folder, path);
    draftHosts(input.read(file, directive.place), draft, options);
  }
  // Each line at its place, so that what is said of it names that.
  const lines: string[] = [];
  for (const { words, place } of inline) lines[place.line - 1] = words.join(' ');
  if (inline.length > 0)
    draftHosts(
      { file: inline[0].place.file, text: Array.from(lines, line => line ?? '').join('\n') },
      draft,
      options,
    );
}

/** By name. */
const PLUGINS: ReadonlyMap<string, Plugin> = new Map<string, Plugin>([
  ['file', draftFile],
  ['auto', draftAuto],
  ['forward', draftForward],
  ['cache', draftCache],
  ['hosts', readHostsPlugin],
  ['log', (_, { draft }) => draft.setKey('log', { queries: 1 })],
  [
    'prometheus',
    ({ words: [, address = 'localhost:9153'] }, { draft }) =>
      draft.setKey('admin', address.replace(/^localhost\b/, '127.0.0.1').replace(/^:/, '0.0.0.0:')),
  ],
  ['nsid', ({ words: [, text = 'hostname'] }, { draft }) => draft.setKey('nsid', text)],
  ['chaos', ({ words: [, text = 'on'] }, { draft }) => draft.setKey('version', text)],
]);

/** `tls://example.org:853` taken apart. A prefix stands for its reverse names. */
function labelOf(text: string): { readonly zones: string[]; readonly port: number; readonly scheme: string } {
  const [, scheme = 'dns', rest] = /^(?:(\w+):\/\/)?(.*)$/.exec(text.replace(/,$/, ''))!;
  const [, name, port] = /^(.*?)(?::(\d{1,5}))?$/.exec(rest)!;
  const reverse = namesOfPrefix(name);
  const zones =
    reverse === undefined
      ? [zoneName(name === '' ? '.' : name)]
      : reverse.map(each => zoneName(nameToLabel(each)));
  return { zones, port: Number(port ?? 53), scheme };
}

class CorednsReader {
  constructor(
    readonly draft: Draft,
    readonly input: Input,
    readonly folder: string,
  ) {}

  readonly #leave = (directive: Directive, why = WHY[directive.words[0]]): void => {
    const text = directive.words.join(' ').slice(0, 60);
    this.draft.note(directive.place, why === undefined ? text : `${text}: ${why}`);
  };

  /** Lines without those that have a variable which is not set here. */
  #known(directives: readonly Directive[]): Directive[] {
    return directives.flatMap(directive => {
      const variable = unsetVariable(directive);
      if (variable === undefined) return [{ ...directive, block: this.#known(directive.block) }];
      this.#leave(directive, `${variable} is not set where the import runs`);
      return [];
    });
  }

  read(blocks: readonly Directive[]): void {
    for (const block of this.#known(blocks)) this.#block(block);
  }

  #block(block: Directive): void {
    const labels = block.words.map(labelOf);
    const plain = labels.filter(({ scheme }) => scheme === 'dns');
    if (plain.length < labels.length) this.#leave(block, 'names are answered over UDP and TCP');
    if (plain.length === 0) return;
    this.#listen(block, [...new Set(plain.map(({ port }) => port))]);
    const root = block.block.find(({ words }) => words[0] === 'root')?.words[1];
    const context: BlockContext = {
      draft: this.draft,
      input: this.input,
      zones: plain.flatMap(({ zones }) => zones),
      folder: root === undefined ? this.folder : pathFrom(this.folder, root),
      leave: this.#leave,
    };
    for (const directive of block.block) {
      const [verb] = directive.words;
      const plugin = PLUGINS.get(verb);
      if (plugin !== undefined) plugin(directive, context);
      else if (verb !== 'root' && verb !== 'bind') this.#leave(directive);
    }
  }

  /** CoreDNS answers on all addresses, unless it is told otherwise. */
  #listen({ block }: Directive, ports: readonly number[]): void {
    const binds = block.filter(({ words }) => words[0] === 'bind');
    const addresses = binds.flatMap(({ words }) => words.slice(1));
    for (const port of ports)
      for (const address of binds.length === 0 ? ['0.0.0.0', '::'] : addresses)
        if (canonicalAddress(address) !== undefined) this.draft.addListen(withPort(address, port));
        else
          for (const bind of binds.filter(({ words }) => words.includes(address)))
            this.#leave(bind, 'addresses to answer on are written one by one');
  }
}

/** Reads a Corefile with all that it imports. @throws InputError */
export function readCoredns(text: InputText, draft: Draft, input: Input): void {
  new CorednsReader(draft, input, folderOf(text.file)).read(readCorefile(text, input));
  const ports = new Set(draft.listen.map(address => endpointFromText(address)?.port ?? 53));
  if (ports.size > 1)
    draft.note(
      { file: text.file, line: 1, column: 1 },
      'blocks for different ports: all names are answered on all of them',
    );
}
