// The kinds of files that can be imported: one line each, and how a file is told to be of one.
import { basename } from 'node:path';
import { canonicalAddress } from '../../dns/endpoint.js';
import { HEEDED } from '../dnsmasq/statements.js';
import { readCoredns } from './coredns.js';
import { readDnsmasqConf } from './dnsmasq.js';
import type { Draft } from './draft.js';
import { readGdnsd } from './gdnsd.js';
import { readHaproxy } from './haproxy.js';
import { readHosts } from './hosts.js';
import type { Input, InputText } from './input.js';
import { readNamed } from './named.js';
import { readNginx } from './nginx.js';

/** A kind of file. */
export interface ImportKind {
  /** What names of such files usually are. */
  readonly name: RegExp;
  /** Whether a text looks like one. */
  looksLike(lines: readonly string[]): boolean;
  /** Adds what the text says. @throws InputError when it cannot be read on */
  read(text: InputText, draft: Draft, input: Input): void;
}

const some = (pattern: RegExp) => (lines: readonly string[]) => lines.some(line => pattern.test(line));

function isHostsLine(line: string): boolean {
  const [address, name, ...more] = line.split(/\s+/);
  const isWord = (word: string) => /^[\w.-]+$/.test(word);
  return canonicalAddress(address.split('%')[0]) !== undefined && [name ?? '', ...more].every(isWord);
}

/** The head of a server block of CoreDNS: names, each perhaps with a port, and a brace. */
function isBlockLabel(line: string): boolean {
  const words = line.split(/\s+/);
  return words.length > 1 && words.pop() === '{' && words.every(word => BLOCK_LABEL.test(word));
}

const BLOCK_LABEL = /^(?:\w+:\/\/)?[\w.*/-]*(?::\d+)?,?$/;

const COREDNS =
  /^(?:file|auto|forward|hosts|cache|kubernetes|etcd|health|ready|errors|log|import|template|rewrite|bind|prometheus|loadbalance|secondary|whoami)(?:\s[^;]*)?$/;

/** By the word that `--from` takes, in the order in which they are tried. */
export const KINDS = {
  named: {
    name: /^named\b.*\.(?:conf|local|options|zones)|^named\.conf/,
    looksLike: some(
      /^(?:options|view\s+"?[\w-]+"?|acl\s+"?[\w-]+"?|zone\s+"[^"]*"(?:\s+\w+)?)\s*\{|^(?:zone|include)\s+"[^"]*"\s*[;{]?/,
    ),
    read: readNamed,
  },
  gdnsd: {
    name: /^config$/,
    looksLike: some(/^"?(?:options|service_types|plugins)"?\s*=/),
    read: readGdnsd,
  },
  haproxy: {
    name: /^haproxy\b|\.cfg$/,
    looksLike: some(/^(?:global|defaults|(?:backend|listen|frontend)\s+[\w.:-]+)(?:\s+from\s+\S+)?$/),
    read: readHaproxy,
  },
  coredns: {
    name: /^Corefile/i,
    looksLike: lines => lines.some(isBlockLabel) && lines.some(line => COREDNS.test(line)),
    read: readCoredns,
  },
  nginx: {
    name: /nginx.*\.conf$/,
    looksLike: some(/^(?:http|events|stream|server|upstream\s+[\w.:-]+)\s*\{/),
    read: readNginx,
  },
  dnsmasq: {
    name: /^dnsmasq\b/,
    looksLike: lines => lines.some(line => HEEDED.has(/^([\w-]+)(?:\s*=|$)/.exec(line)?.[1] ?? '')),
    read: readDnsmasqConf,
  },
  hosts: {
    name: /^hosts$|\.hosts$/,
    looksLike: lines => lines.length > 0 && lines.every(isHostsLine),
    read: readHosts,
  },
} satisfies Record<string, ImportKind>;

export type KindName = keyof typeof KINDS;

export const KIND_NAMES = Object.keys(KINDS) as KindName[];

/** Lines without comments and blanks, of which the first ones are looked at. */
function linesOf(text: string): string[] {
  return text
    .slice(0, 262_144)
    .split('\n')
    .map(line => line.replace(/(?:^|\s)(?:#|;|\/\/).*/, '').trim())
    .filter(line => line !== '')
    .slice(0, 2_000);
}

/** The kind of a file: by its name when that says it, and the text does not speak against it; else by the text alone. */
export function kindOf({ file, text }: InputText): KindName | undefined {
  const lines = linesOf(text);
  const kinds: Readonly<Record<KindName, ImportKind>> = KINDS;
  const fits = KIND_NAMES.filter(name => kinds[name].looksLike(lines));
  return fits.find(name => kinds[name].name.test(basename(file))) ?? fits[0];
}
