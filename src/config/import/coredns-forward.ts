// The plugin `forward` of CoreDNS: upstreams, for all names or for the zones of its block.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { endpointFromText } from '../../dns/endpoint.js';
import { pathFrom } from '../../source/path-from.js';
import { withPort } from './address-text.js';
import type { BlockContext } from './coredns-block.js';
import type { Directive } from './corefile.js';
import { oneOrList, zoneName } from './draft.js';

/** Options that need no counterpart, or have none. */
const WHY: Readonly<Record<string, string>> = {
  expire: 'connections are kept for a while in any case',
  max_fails: 'upstreams that fail are asked in the background only',
  health_check: 'upstreams that fail are asked in the background only',
  prefer_udp: 'UDP is used unless an answer is cut off',
  force_tcp: 'UDP is used unless an answer is cut off',
};

/** One target; undefined when it is none. @param serverName that of `tls_servername` */
function upstreamOf(text: string, serverName: string | undefined): string | undefined {
  const [, scheme = 'dns', rest] = /^(?:(\w+):\/\/)?(.*)$/.exec(text)!;
  const [where, zone] = rest.split('%');
  const endpoint = endpointFromText(where);
  const isKnown = scheme === 'dns' || scheme === 'tls';
  if (endpoint === undefined || !isKnown) return undefined;
  const name = zone ?? serverName;
  if (scheme === 'dns') return withPort(endpoint.address, endpoint.port ?? 53);
  return `tls://${where}${name === undefined ? '' : `#${name}`}`;
}

/** The upstreams of a line; a file such as /etc/resolv.conf is named to be read. */
function targets(directive: Directive, { draft, folder, leave }: BlockContext): string[] {
  const serverName = directive.block.find(({ words }) => words[0] === 'tls_servername')?.words[1];
  return directive.words.slice(2).flatMap(text => {
    const upstream = upstreamOf(text, serverName);
    if (upstream !== undefined) return [upstream];
    const file = pathFrom(folder, text);
    if (text.includes('/') && existsSync(file) && !('resolv' in draft.forwardKeys))
      draft.forwardKeys.resolv = resolve(file);
    else leave(directive, `${text} is no address`);
    return [];
  });
}

function readPolicy(directive: Directive, { draft, leave }: BlockContext): void {
  const line = directive.block.find(({ words }) => words[0] === 'policy');
  const policy = line?.words[1] ?? 'random';
  if (line !== undefined && policy === 'round_robin') leave(line, 'one is taken at random');
  if (policy !== 'sequential' && directive.words.length > 3) draft.forwardKeys.policy = 'random';
}

/** `forward FROM TO… { … }`. */
export function draftForward(directive: Directive, context: BlockContext): void {
  const { draft, leave } = context;
  const from = zoneName(directive.words[1] ?? '.');
  // Only names of the block get here.
  const domains = from === '.' ? context.zones : [from];
  const to = targets(directive, context);
  for (const domain of domains) {
    if (domain === '.') for (const value of to) draft.forward.push({ value });
    else if (to.length > 0) draft.forward.push({ value: { domain, to: oneOrList(to) } });
  }
  if (domains.includes('.')) readPolicy(directive, context);
  for (const line of directive.block) {
    const [verb, ...words] = line.words;
    if (verb === 'except')
      for (const name of words) draft.forward.push({ value: { domain: zoneName(name), to: 'off' } });
    else if (!['tls_servername', 'policy'].includes(verb)) leave(line, WHY[verb]);
  }
}
