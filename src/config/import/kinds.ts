// The kinds of files that can be imported: one line each, and how a file is told to be of one.
import { basename } from 'node:path';
import { HEEDED } from '../dnsmasq/statements.js';
import { areMost, isHostsLine } from '../other-content.js';
import { linesOf, PROGRAM_LOOKS } from '../program-of.js';
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

/** By the word that `--from` takes, in the order in which they are tried. */
export const KINDS = {
  named: {
    name: /^named\b.*\.(?:conf|local|options|zones)|^named\.conf/,
    looksLike: PROGRAM_LOOKS.named,
    read: readNamed,
  },
  gdnsd: {
    name: /^config$/,
    looksLike: PROGRAM_LOOKS.gdnsd,
    read: readGdnsd,
  },
  haproxy: {
    name: /^haproxy\b|\.cfg$/,
    looksLike: PROGRAM_LOOKS.haproxy,
    read: readHaproxy,
  },
  coredns: {
    name: /^Corefile/i,
    looksLike: PROGRAM_LOOKS.coredns,
    read: readCoredns,
  },
  nginx: {
    name: /nginx.*\.conf$/,
    looksLike: PROGRAM_LOOKS.nginx,
    read: readNginx,
  },
  dnsmasq: {
    name: /^dnsmasq\b/,
    looksLike: lines => lines.some(line => HEEDED.has(/^([\w-]+)(?:\s*=|$)/.exec(line)?.[1] ?? '')),
    read: readDnsmasqConf,
  },
  hosts: {
    name: /^hosts$|\.hosts$/,
    // A slip in one line does not make it another kind of file.
    looksLike: lines => areMost(lines, isHostsLine),
    read: readHosts,
  },
} satisfies Record<string, ImportKind>;

export type KindName = keyof typeof KINDS;

export const KIND_NAMES = Object.keys(KINDS) as KindName[];

/** The kind of a file: by its name when that says it, and the text does not speak against it; else by the text alone. */
export function kindOf({ file, text }: InputText): KindName | undefined {
  const lines = linesOf(text);
  const kinds: Readonly<Record<KindName, ImportKind>> = KINDS;
  const fits = KIND_NAMES.filter(name => kinds[name].looksLike(lines));
  return fits.find(name => kinds[name].name.test(basename(file))) ?? fits[0];
}
