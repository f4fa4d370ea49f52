// What is wrong or doubtful about the listeners that views name.
import { type Endpoint, endpointFromText } from '../dns/endpoint.js';
import { isMapping } from '../source/mapping.js';
import type { YamlDocument, YamlPath } from '../source/yaml-document.js';
import { itemPath } from './report.js';
import type { ConfigInput } from './schema.js';
import { DNS_PORT, type SocketAddress, withPort } from './socket-address.js';
import { namedListeners, wildcardOf, writtenListeners } from './view-listeners.js';

/** As people write it: without the usual port, and IPv6 in brackets where there is one. */
function shown({ address, port }: Endpoint): string {
  if (port === undefined) return address;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** What there is to say of one address. */
interface Named {
  readonly named: Endpoint;
  readonly path: YamlPath;
}

/** Reports an address that is none of `listen`, or none that queries come to. @returns whether there is anything to report */
function checkWritten(
  { named, path }: Named,
  document: YamlDocument,
  all: readonly SocketAddress[],
): boolean {
  const text = shown(named);
  const wildcard = wildcardOf(named, all);
  if (wildcard !== undefined) {
    const message = `queries to ${text} come through ${shown(wildcard)} of \`listen\``;
    document.error(path, message, { hint: 'write single addresses in `listen`, in place of that' });
    return true;
  }
  if (namedListeners(named, all).length > 0) return false;
  const known = all.slice(0, 8).map(shown).join(', ');
  document.error(path, `${text} is no address of \`listen\``, {
    hint: all.length === 0 ? `add \`listen: ${text}\`` : `those are ${known}`,
  });
  return true;
}

function writtenView({ data }: YamlDocument, name: string): unknown {
  const views = isMapping(data) ? data.views : undefined;
  return isMapping(views) ? views[name] : undefined;
}

/** Reports what is wrong with `listen` of views. @param flagged the addresses of `--listen`; undefined without it */
export function checkListeners(
  { views = {}, listen }: ConfigInput,
  document: YamlDocument,
  flagged: readonly string[] | undefined,
): void {
  const all = writtenListeners(listen);
  const open = flagged?.flatMap(text => {
    const endpoint = endpointFromText(text);
    return endpoint === undefined ? [] : withPort(endpoint, DNS_PORT);
  });
  for (const [name, view] of Object.entries(views))
    for (const [index, named] of (view.listen ?? []).entries()) {
      const path = ['views', name, ...itemPath({ data: writtenView(document, name) }, 'listen', index)];
      if (checkWritten({ named, path }, document, all)) continue;
      if (open !== undefined && namedListeners(named, open).length === 0)
        document.warning(path, `no query comes to ${shown(named)}, for --listen names others`, {
          hint: 'leave the flag out, or let it name this address, too',
        });
    }
}
