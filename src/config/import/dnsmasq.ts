// dnsmasq.conf: its names as zones, its servers as upstreams.

import { resolve } from 'node:path';
import { nameFromText, nameKey, nameToLabel } from '../../dns/name.js';
import { isPattern } from '../../dns/name-pattern.js';
import { Problems } from '../../source/problem.js';
import { type DnsmasqInclude, stringOf } from '../dnsmasq/included-text.js';
import { IGNORED } from '../dnsmasq/options.js';
import { DnsmasqReader } from '../dnsmasq/reader.js';
import type { Rules } from '../dnsmasq/rules.js';
import { includeFrom } from '../format/dnsmasq.js';
import type { UpstreamAddress } from '../upstream-address.js';
import { withPort } from './address-text.js';
import { type Draft, oneOrList, startOf } from './draft.js';
import type { Input, InputText } from './input.js';
import { domainText, draftRules } from './rules-draft.js';

/** Options that Rondo heeds in a dnsmasq.conf, and has no key of rondo.yaml for. */
const WITHOUT_KEY: ReadonlySet<string> = new Set(
  'alias bogus-nxdomain ignore-address filter-A filter-AAAA filter-rr max-ttl'.split(' '),
);

const NO_KEY = 'rondo.yaml has no key for it; a dnsmasq.conf under `zones:` may say it';
const PRIVATE = nameKey(nameFromText('10.in-addr.arpa'));
const REVERSE =
  'reverse names of private addresses are forwarded without bogus-priv; here they stay, but for those under `home.except`';
const LISTEN = 'dnsmasq answers on all addresses; name those that are meant under `listen`';
const HOSTS_TOO = '/etc/hosts, which dnsmasq reads too: import it as well, if its names are for others';

/** What a dnsmasq.conf does without a line for it. */
const RESOLV = '/etc/resolv.conf';

/** An upstream as `forward` has it. */
function upstreamText({ address, host, port, source }: UpstreamAddress): string {
  const from = [source?.device, source?.address].filter(part => part !== undefined);
  return [withPort(host ?? address, port), ...from].join('@');
}

function draftForwards(rules: Rules, file: string, draft: Draft): void {
  const texts = (to: readonly UpstreamAddress[]) => to.map(upstreamText);
  for (const { domain, to } of rules.forwards) {
    if (domain === undefined) {
      if (typeof to !== 'string') for (const value of texts(to)) draft.forward.push({ value });
    } else if (isPattern(domain))
      draft.note(
        startOf(file),
        `server=/${nameToLabel(domain).replaceAll('\\', '')}/: \`forward\` takes whole domains`,
      );
    else
      draft.forward.push({
        value: { domain: domainText(domain), to: typeof to === 'string' ? to : oneOrList(texts(to)) },
      });
  }
}

function draftSettings(rules: Rules, file: string, draft: Draft): void {
  const { policy, minCacheTtl, maxCacheTtl, stale, forgetsNegative, edits, resolvFiles } =
    rules.settings.finish();
  if (policy !== undefined) draft.forwardKeys.policy = policy;
  const [resolv, ...others] = resolvFiles ?? [RESOLV];
  if (rules.readsResolvConf && resolv !== undefined) draft.forwardKeys.resolv = resolve(resolv);
  if (others.length > 0) draft.note(startOf(file), `resolv-file=${others.join(', ')}: one such file is read`);
  if (edits?.rebind !== undefined) {
    const { allowed, isLocalhostAllowed } = edits.rebind;
    draft.forwardKeys.rebind = {
      protect: true,
      ...(allowed.length > 0 ? { allow: allowed.map(nameToLabel) } : {}),
      ...(isLocalhostAllowed ? { localhost: true } : {}),
    };
  }
  if (rules.cacheSize !== undefined) draft.cache.size = rules.cacheSize;
  if (stale !== undefined) draft.cache.stale = stale === 0 ? '7d' : Math.min(stale, 604_800);
  const ttl = {
    ...(minCacheTtl === undefined ? {} : { min: Math.min(minCacheTtl, 3_600) }),
    ...(maxCacheTtl === undefined ? {} : { max: Math.max(1, Math.min(maxCacheTtl, 604_800)) }),
    ...(forgetsNegative ? { negative: 0 } : {}),
  };
  if (Object.keys(ttl).length > 0) draft.cache.ttl = ttl;
}

/** Lines that rondo.yaml has no key for, in all files that were read. */
function noteLines(files: Iterable<InputText>, draft: Draft): void {
  for (const { file, text } of files)
    for (const [index, line] of text.split('\n').entries()) {
      const option = /^\s*([\w-]+)/.exec(line)?.[1] ?? '';
      const place = { file, line: index + 1, column: 1 };
      if (WITHOUT_KEY.has(option)) draft.note(place, `${line.trim()}: ${NO_KEY}`);
      else if (IGNORED.has(option)) draft.note(place, `${option}: it does not concern answering`);
    }
}

/** What the reader warns of has no effect; of what concerns other services it tells in one line, and here each is told of. */
function noteProblems(problems: Problems, draft: Draft, input: Input): void {
  for (const problem of problems.list)
    if (problem.severity === 'error') input.problems.add(problem);
    else if (!problem.message.startsWith('ignored, since')) draft.note(problem.place, problem.message);
  if (problems.dropped > 0)
    draft.note(problems.list[0].place, `${problems.dropped} further lines of this and other files`);
}

/** Finds included files as the server does, and keeps their texts. */
function includeInto(read: InputText[], input: Input, problems: Problems): DnsmasqInclude {
  const found = includeFrom(input.files, problems);
  return {
    ...found,
    file: (path, fromFile) => {
      const included = found.file(path, fromFile);
      read.push({ file: included.file, text: stringOf(included.text) });
      return included;
    },
  };
}

/** Reads a dnsmasq.conf with all files that it names. Mistakes go to the problems of the input. */
export function readDnsmasqConf(text: InputText, draft: Draft, input: Input): void {
  const problems = new Problems();
  const read: InputText[] = [text];
  const { file } = text;
  const include = includeInto(read, input, problems);
  const plainOctets = Number.POSITIVE_INFINITY;
  const reader = new DnsmasqReader({ file, problems, modifiedSeconds: 0, include, plainOctets });
  reader.read(text.text);
  noteProblems(problems, draft, input);
  const { rules } = reader;
  draftRules(rules, draft);
  draftForwards(rules, file, draft);
  draftSettings(rules, file, draft);
  const isOnPort = rules.listen.length === 0 && rules.port !== undefined;
  for (const address of isOnPort ? ['127.0.0.1'] : rules.listen)
    draft.addListen(withPort(address, rules.port ?? 53));
  if (rules.listen.length === 0) draft.note(startOf(file), LISTEN);
  const isForwarding = rules.forwards.length > 0 || rules.readsResolvConf;
  if (isForwarding && !rules.isLocal(PRIVATE)) draft.note(startOf(file), REVERSE);
  noteLines(read, draft);
  if (!/^\s*no-hosts\b/m.test(text.text)) draft.note(startOf(file), HOSTS_TOO);
}
