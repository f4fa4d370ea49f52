// What somebody meant who wrote something else than a target, or another key beside targets.
import { addressAdvice } from '../source/address-advice.js';
import { spellingHint } from '../source/suggest.js';

/** Keys of scrape configurations, in which such a group stands under `static_configs`. */
const SCRAPE = /^(?:job|job_name|scheme|metrics_path|static_configs|source)$/i;

/** What to write in place of a text that is no target; undefined when nothing is known. */
export function targetAdvice(text: string): string | undefined {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) {
    const [, place] = /:\/\/([^/?#]+)/.exec(text) ?? [];
    return place === undefined ? 'leave out what stands before the address' : `write ${place} alone`;
  }
  if (/[\s,;]\S/.test(text)) return 'write each target as a text of its own';
  const [, host = text, port] = /^(.*?)(?::(\d+))?$/.exec(text) ?? [];
  if (/^localhost$/i.test(host)) return `write 127.0.0.1${port === undefined ? '' : `:${port}`}`;
  if (host === '' && port !== undefined) return `write the address before the port: ADDRESS:${port}`;
  if (port !== undefined && (Number(port) === 0 || Number(port) > 65_535)) return 'a port is from 1 to 65535';
  if (/^[a-z_][\w-]*\.?$/i.test(host))
    return `write the name with its domain, as in ${host.replace(/\.$/, '').slice(0, 60)}.example.org`;
  const [, before, after] = /^([^:]+):([a-z][\w-]*)$/i.exec(text) ?? [];
  if (before !== undefined) return `write a number in place of ${after.slice(0, 40)}`;
  return addressAdvice(host);
}

/** What to do about another key of a group. @param keys those that it has */
export function groupKeyAdvice(key: string, keys: readonly string[]): string {
  if (/^(?:target|hosts?|addresses|address|members|instances)$/i.test(key))
    return 'it is called `targets` here';
  if (/^(?:tags|meta|metadata)$/i.test(key)) return 'it is called `labels` here';
  if (/^(?:weight|backup)$/i.test(key)) return `write \`labels: { __${key.toLowerCase()}__: "NUMBER" }\``;
  if (SCRAPE.test(key)) return 'leave it out: a group has only `targets` and `labels`';
  return spellingHint(key, keys) ?? `known keys: ${keys.join(', ')}`;
}
