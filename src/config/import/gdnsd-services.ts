// service_types of gdnsd as probes of rondo.yaml.
import { durationText } from '../../time/duration.js';
import type { Draft, Keys, Value } from './draft.js';
import { entryOf, type Node, textOf, textsOf } from './vscf.js';

/** What is usual in gdnsd. */
const USUAL = { interval: 10, up_thresh: 20, down_thresh: 10 } as const;

const GENERIC = ['plugin', 'interval', 'timeout', 'up_thresh', 'ok_thresh', 'down_thresh'];

function number(node: Node, key: string, usual: number): number {
  const text = textOf(node, key) ?? '';
  return /^\d{1,5}$/.test(text) ? Number(text) : usual;
}

/** When the probe runs and what its results count. */
function timing(node: Node): Keys {
  const seconds = number(node, 'interval', USUAL.interval);
  const timeout = number(node, 'timeout', 0);
  return {
    interval: `${seconds}s`,
    timeout: durationText(Math.min(60_000, timeout > 0 ? timeout * 1_000 : seconds * 500)),
    fast: `${seconds}s`,
    fall: Math.min(255, number(node, 'down_thresh', USUAL.down_thresh)),
    rise: Math.min(255, number(node, 'up_thresh', USUAL.up_thresh)),
  };
}

/** A word for a shell, in which the address of the member takes the place of `%%ITEM%%`. */
function shellWord(text: string): string {
  const parts = text.split('%%ITEM%%').map(part => (part === '' ? '' : `'${part.replaceAll("'", "'\\''")}'`));
  return parts.join('"$RONDO_ADDRESS"') || "''";
}

function command(words: readonly string[]): string[] {
  if (!words.some(word => word.includes('%%ITEM%%'))) return [...words];
  return ['/bin/sh', '-c', `exec ${words.map(shellWord).join(' ')}`];
}

interface ServiceKind {
  /** Parameters that are read, beside the generic ones. */
  readonly parameters: readonly string[];
  keys(node: Node): Keys;
}

/** By the monitoring plugin. */
const SERVICES: Readonly<Record<string, ServiceKind>> = {
  http_status: {
    parameters: ['port', 'url_path', 'vhost', 'ok_codes'],
    keys(node) {
      const codes = textsOf(entryOf(node, 'ok_codes')).map(Number);
      const host = textOf(node, 'vhost');
      const status: Value = codes.length === 0 ? 200 : codes.length === 1 ? codes[0] : codes;
      return {
        http: textOf(node, 'url_path') ?? '/',
        ...(host === undefined ? {} : { host }),
        status,
        port: number(node, 'port', 80),
      };
    },
  },
  tcp_connect: { parameters: ['port'], keys: node => ({ tcp: number(node, 'port', 0) || true }) },
  extmon: { parameters: ['cmd'], keys: node => ({ exec: command(textsOf(entryOf(node, 'cmd'))) }) },
};

/** Service types by name. Those that are used become probes of the same name. */
export class GdnsdServices {
  readonly #nodes = new Map<string, Node>();

  constructor(
    readonly draft: Draft,
    services: Node | undefined,
  ) {
    if (services?.kind === 'hash') for (const [name, node] of services.entries) this.#nodes.set(name, node);
  }

  /** The name of the probe for the service types of a resource; undefined when its addresses are always up. */
  probeFor(names: readonly string[], node: Node): string | undefined {
    const real = names.filter(name => name !== 'up');
    const [first, ...others] = real;
    if (first === undefined) return undefined;
    if (others.length > 0)
      this.draft.note(node.place, `service_types ${others.join(', ')}: a pool has one probe, ${first}`);
    return this.#probe(first, node);
  }

  #probe(name: string, user: Node): string | undefined {
    const node = this.#nodes.get(name);
    if (this.draft.probes.has(name)) return name;
    const plugin = textOf(node, 'plugin') ?? '';
    const kind = SERVICES[plugin];
    if (node === undefined || kind === undefined) {
      const why = node === undefined ? 'it is not defined' : `no probe is like ${plugin}`;
      this.draft.note((node ?? user).place, `service type ${name}: ${why}; the addresses are not probed`);
      return undefined;
    }
    const known = [...GENERIC, ...kind.parameters];
    if (node.kind === 'hash')
      for (const [key, { place }] of node.entries)
        if (!known.includes(key)) this.draft.note(place, `${key} of service type ${name}`);
    const { file, line } = node.place;
    this.draft.probes.set(name, {
      value: { ...kind.keys(node), ...timing(node) },
      comment: `${file}:${line}`,
    });
    return name;
  }
}
