// Where dnsmasq files have further upstreams taken from.
import type { FoundFile } from './found-file.js';
import { RESOLV_CONF, type ResolvSource } from './resolv-file.js';

/**
 * The resolv.conf that dnsmasq files have further upstreams taken from; undefined when they do not. They count as one
 * configuration: any of them may name the file, or say that there is none.
 */
export function resolvSourceOf(found: readonly FoundFile[]): ResolvSource | undefined {
  const said = found.filter(({ read }) => read.settings !== undefined);
  if (said.length === 0 || said.some(({ read }) => !read.readsResolvConf)) return undefined;
  const settings = said.flatMap(({ read }) => read.settings ?? []);
  const named = settings.flatMap(({ resolvFiles }) => resolvFiles ?? []);
  const isUsual = settings.every(({ resolvFiles }) => resolvFiles === undefined);
  return {
    paths: isUsual ? [RESOLV_CONF] : named,
    looksOnce: settings.some(({ looksOnce }) => looksOnce === true),
    report: said[0].request.report,
  };
}
