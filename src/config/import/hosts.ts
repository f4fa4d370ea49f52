// /etc/hosts: names with addresses, each of which points back to the first name that has it.

import { addressToText } from '../../dns/address.js';
import { nameToLabel } from '../../dns/name.js';
import { TYPE } from '../../dns/types.js';
import { Problems } from '../../source/problem.js';
import { readHostsFile } from '../dnsmasq/hosts.js';
import { Rules } from '../dnsmasq/rules.js';
import type { Draft } from './draft.js';
import type { InputText } from './input.js';
import { draftRules } from './rules-draft.js';

/** Addresses that mean something on the machine itself only: loopback, multicast. */
const OWN = /^127\.|^::1$|^ff0|^fe00::0?$|^0\.0\.0\.0$|^::$|^255\.255\.255\.255$/;

/** The names that each system gives to itself. */
const OWN_NAMES =
  /^(?:localhost|localhost\.localdomain|localhost[46]|localhost[46]\.localdomain[46]|ip6-.*|broadcasthost)$/;

/** What is said of the records of a hosts file. */
export interface HostsOptions {
  readonly ttlSeconds: number;
  /** Whether addresses do not point back to names. */
  readonly withoutPointers: boolean;
}

/** Reads the text of a hosts file. */
export function readHosts(text: InputText, draft: Draft): void {
  draftHosts(text, draft, { ttlSeconds: 0, withoutPointers: false });
}

/** Adds the names of a hosts file. */
export function draftHosts({ file, text }: InputText, draft: Draft, options: HostsOptions): void {
  const rules = new Rules();
  rules.ttlSeconds = options.ttlSeconds;
  const problems = new Problems();
  readHostsFile(text, file, rules, problems);
  for (const { place, message } of problems.list) draft.note(place, message);
  if (problems.dropped > 0)
    draft.note(
      { file, line: 1, column: 1 },
      `${problems.dropped} further lines that are no addresses with names`,
    );
  const left = new Map<string, string[]>();
  const kept = rules.records.filter(({ owner, type, rdata, place }) => {
    if (type === TYPE.PTR) return !options.withoutPointers;
    const address = addressToText(rdata);
    const name = nameToLabel(owner);
    if (!OWN.test(address) && !OWN_NAMES.test(name)) return true;
    const key = `${place.line} ${address}`;
    left.set(key, [...(left.get(key) ?? []), name]);
    return false;
  });
  for (const [key, names] of left) {
    const [line, address] = key.split(' ');
    draft.note(
      { file, line: Number(line), column: 1 },
      `${names.join(', ')}: ${address} is of use on its own machine only`,
    );
  }
  const addresses = new Set(kept.filter(({ type }) => type !== TYPE.PTR).map(({ place }) => place.line));
  rules.records.length = 0;
  for (const record of kept) if (addresses.has(record.place.line)) rules.records.push(record);
  draftRules(rules, draft);
}
