// What the server says of itself in answers, from the configuration and the machine.
import { hostname } from 'node:os';
import type { CookieJar } from '../answer/cookie-jar.js';
import type { AnswerSettings } from '../answer/settings.js';
import type { SubnetTrust } from '../answer/subnet.js';
import type { Config } from '../config/config.js';
import { placeOfKey } from '../config/key-uses.js';
import { allNotifiers } from '../config/secondary-zones.js';
import { tlsOnlyRules } from '../config/transfer-settings.js';
import { updatingKeys } from '../config/update-settings.js';
import { RCODE } from '../dns/constants.js';
import { NO_KEY, type TsigKey } from '../dns/tsig/key.js';
import { Acl } from '../guard/acl.js';
import { keyRing } from '../guard/key-ring.js';
import { VERSION } from '../view/version.js';
import { designatedResolvers } from './designated-resolvers.js';
import { RuleLists, transferLists } from './rule-access.js';
import { ViewChoice } from './view-choice.js';

/** Those that each thread makes for itself. */
type OwnSettings =
  | 'cookies'
  | 'keyRing'
  | 'mayAsk'
  | 'mayTransfer'
  | 'trustsSubnet'
  | 'viewOf'
  | 'notifyRcode'
  | 'updateRcode';

/** Those that can be posted to another thread. */
export interface PlainSettings extends Omit<AnswerSettings, OwnSettings> {
  /** Addresses that may tell that zones have changed. */
  readonly notifyFrom: readonly string[];
  /** Names of the keys that may update zones. */
  readonly updaters: readonly string[];
}

/** The settings that follow from a configuration. @param cookies makes the cookies when they are on */
export function answerSettings(config: Config, cookies: CookieJar): AnswerSettings {
  const plain = plainSettings(config);
  return {
    ...plain,
    notifyRcode: notifyRcodes(plain.notifyFrom),
    updateRcode: updateRcodes(plain.updaters, config.keys),
    trustsSubnet: subnetTrust(config.ecs),
    keyRing: keyRing(config.keys),
    mayTransfer: transferLists(config.transfers.rules, config.keys).access,
    mayAsk: new RuleLists(config.askers.rules, config.keys).access,
    viewOf: new ViewChoice(config.views, config.keys).viewOf,
    cookies: config.cookies.isOn ? cookies : undefined,
  };
}

/** Whose client subnets are believed. @param entries as in the configuration */
export function subnetTrust(entries: readonly string[]): SubnetTrust | undefined {
  if (entries.length === 0) return undefined;
  const acl = Acl.of(entries);
  return (octets, at, length) => acl.allowsOctets(octets, at, length);
}

/** Who may tell that zones have changed: the others are refused. @param addresses none when no zone comes from other servers */
export function notifyRcodes(addresses: readonly string[]): AnswerSettings['notifyRcode'] {
  if (addresses.length === 0) return undefined;
  const acl = Acl.of(addresses);
  return client => (acl.allowsClient(client) ? RCODE.NOERROR : RCODE.REFUSED);
}

/** Whether an update may be taken up: one without a signature, or by a key that may update nothing, is refused. */
export function updateRcodes(
  updaters: readonly string[],
  keys: readonly TsigKey[],
): AnswerSettings['updateRcode'] {
  if (updaters.length === 0) return undefined;
  const places = new Set(updaters.map(name => placeOfKey(name, keys)).filter(place => place !== NO_KEY));
  return key => (places.has(key) ? RCODE.NOERROR : RCODE.REFUSED);
}

/** The same without what is no plain data. */
export function plainSettings(config: Config): PlainSettings {
  const { nsid, identity = nsid, version, secondaries } = config;
  return {
    updaters: updatingKeys(config.updates),
    viewNames: config.views.map(({ name }) => name),
    notifyFrom: allNotifiers(secondaries),
    tlsOnlyTransfers: tlsOnlyRules(config.transfers),
    isMinimal: config.minimal,
    sizeWithoutCookie: config.sizeWithoutCookie,
    designated: designatedResolvers(config),
    nsid: hostText(nsid),
    identity: hostText(identity),
    version: toldText(version === 'on' ? `Rondo ${VERSION}` : version),
  };
}

function hostText(text: string | undefined): Uint8Array | undefined {
  return toldText(text === 'hostname' ? hostname() : text);
}

function toldText(text: string | undefined): Uint8Array | undefined {
  return text === undefined || text === 'off' ? undefined : new TextEncoder().encode(text);
}
