// The configuration of gdnsd and the zone files beside it.
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { endpointFromText } from '../../dns/endpoint.js';
import { withPort } from './address-text.js';
import type { Draft } from './draft.js';
import { GdnsdResources } from './gdnsd-resources.js';
import { GdnsdServices } from './gdnsd-services.js';
import { GdnsdZone } from './gdnsd-zone.js';
import { folderOf, type Input, type InputText } from './input.js';
import { entryOf, type Node, readVscf, textOf, textsOf } from './vscf.js';

const DEFAULT_TTL_SECONDS = 86_400;

/** Options that something is made of. */
const READ: ReadonlySet<string> = new Set(['listen', 'dns_port', 'zones_default_ttl']);

/** Plugins whose resources are read. */
const PLUGINS: ReadonlySet<string> = new Set(['multifo', 'simplefo', 'weighted', 'metafo', 'static']);

function readListen(options: Node | undefined, draft: Draft): void {
  const listen = entryOf(options, 'listen');
  const port = Number(textOf(options, 'dns_port') ?? 53);
  const texts =
    listen === undefined ? ['any'] : listen.kind === 'hash' ? [...listen.entries.keys()] : textsOf(listen);
  for (const text of texts.flatMap(each => (each === 'any' ? ['0.0.0.0', '::'] : [each]))) {
    const endpoint = endpointFromText(text);
    if (endpoint === undefined) draft.note(listen!.place, `listen ${text}: it is no address`);
    else draft.addListen(withPort(endpoint.address, endpoint.port ?? port));
  }
}

function noteOthers(root: Node, draft: Draft): void {
  const options = entryOf(root, 'options');
  if (options?.kind === 'hash')
    for (const [key, { place }] of options.entries) if (!READ.has(key)) draft.note(place, `option ${key}`);
  const plugins = entryOf(root, 'plugins');
  if (plugins?.kind === 'hash')
    for (const [key, { place }] of plugins.entries)
      if (!PLUGINS.has(key)) draft.note(place, `plugin ${key}: no pool is like its resources`);
}

/** The name of a zone by that of its file: an @ stands for a slash. */
const nameOf = (file: string) => basename(file).replaceAll('@', '/').toLowerCase().replace(/\.$/, '');

/** Reads the file `config`, with all that it includes, and the zone files in the folder `zones` beside it. @throws InputError */
export function readGdnsd(text: InputText, draft: Draft, input: Input): void {
  const root = readVscf(text, input);
  const options = entryOf(root, 'options');
  readListen(options, draft);
  noteOthers(root, draft);
  const services = new GdnsdServices(draft, entryOf(root, 'service_types'));
  const resources = new GdnsdResources(draft, entryOf(root, 'plugins'), services);
  const folder = join(folderOf(text.file), 'zones');
  const place = { file: text.file, line: 1, column: 1 };
  if (!existsSync(folder)) {
    draft.note(place, `zones: there is no folder ${folder}`);
    return;
  }
  const ttl = Number(textOf(options, 'zones_default_ttl') ?? DEFAULT_TTL_SECONDS);
  for (const file of input.paths('*', folder, place))
    new GdnsdZone(nameOf(file), { draft, input, resources }).add(input.read(file, place), ttl);
}
