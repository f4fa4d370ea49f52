// What the configuration says of forwarding besides upstreams, settled.
import type { RebindRule } from '../dns/answer-edits.js';
import { type Name, NameError, nameFromText } from '../dns/name.js';
import { type ForwardInput, mappingOf } from './forward-keys.js';
import { type HomeSettings, namesOfPrefix } from './home-names.js';
import type { Report } from './report.js';
import type { UpstreamAddress } from './upstream-address.js';

export interface ForwardSettings {
  /** PEM file of those who may sign certificates of upstreams and primaries; the system's when absent. */
  readonly ca?: string;
  /** Which upstream is asked first, if that is said. */
  readonly policy: 'order' | 'strict' | 'parallel' | 'random' | undefined;
  readonly home: HomeSettings;
  /** Upstreams that are asked for the addresses of those that are given by name. */
  readonly bootstrap: readonly UpstreamAddress[];
  /** Undefined when private addresses in answers of upstreams are as good as others. */
  readonly rebind: RebindRule | undefined;
  /** Whether upstreams may have addresses of this machine for members that are given by name. */
  readonly allowsLocalhost: boolean;
}

/** Reports at a path below `forward`. */
export type ReportForward = (path: readonly (string | number)[]) => Report;

/** A prefix whose length was forgotten is a domain by its form. */
function warnOfDomain(text: string, report: Report): void {
  if (/^\d{1,3}(?:\.\d{1,3}){1,3}\.?$/.test(text))
    report('warning', `"${text}" is taken for a domain name`, 'a prefix has a length, as in 10.1.0.0/16');
}

/**
 * Reads a domain, which may be a prefix that stands for its reverse names.
 * @returns none when it is neither, which is reported
 */
export function readDomains(text: string, report: Report): Name[] {
  const names = namesOfPrefix(text);
  if (names !== undefined) return names;
  try {
    if (!/[/:]/.test(text)) {
      warnOfDomain(text, report);
      return [nameFromText(text)];
    }
    report(
      'error',
      `expected a domain name or a prefix, found "${text.slice(0, 60)}"`,
      'a prefix is written as 192.168.0.0/16',
    );
  } catch (error) {
    if (!(error instanceof NameError)) throw error;
    report('error', `expected a domain name, found "${text.slice(0, 60)}": ${error.message}`);
  }
  return [];
}

/** Settles what `forward:` says. Without it, upstreams come from dnsmasq files, whose own options say what stays at home. */
export function forwardSettings(forward: ForwardInput | undefined, report: ReportForward): ForwardSettings {
  const {
    policy,
    home = forward === undefined ? 'off' : 'on',
    rebind,
    'domain-needed': needsDomain = false,
  } = mappingOf(forward);
  const except = typeof home === 'string' ? [] : home.except;
  const allowed = rebind?.allow ?? [];
  return {
    policy,
    bootstrap: mappingOf(forward).bootstrap ?? [],
    home: {
      isOn: forward !== 'off' && home !== 'off',
      needsDomain,
      except: except.flatMap((text, index) => readDomains(text, report(['home', 'except', index]))),
    },
    allowsLocalhost: rebind?.localhost === true,
    rebind:
      rebind === undefined || rebind.protect === false
        ? undefined
        : {
            allowed: allowed.flatMap((text, index) => readDomains(text, report(['rebind', 'allow', index]))),
            isSingleAllowed: false,
            isLocalhostAllowed: rebind.localhost === true,
          },
  };
}
