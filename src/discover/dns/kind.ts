// The kind `dns`: the addresses of a name, or its services.
import { z } from 'zod';
import { hostName } from '../../dns/host-name.js';
import { advised } from '../../source/value-advice.js';
import { HOST_KIND, type HostKind, type Wanted } from '../names.js';
import type { SourceKind } from '../source.js';

const NAME = 'expected a whole name, such as app.internal or _http._tcp.app.internal';
const TYPES = [HOST_KIND.A, HOST_KIND.AAAA, HOST_KIND.SRV] as const;

/** What to write in place of a text that is no whole name. */
function nameAdvice(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > 300) return undefined;
  const [, name, port] = /^(.+):(\d{1,5})$/.exec(value) ?? [];
  if (name !== undefined && hostName(name) !== undefined)
    return `write \`name: ${name}\` and \`port: ${port}\``;
  return /^[\w-]+\.?$/.test(value)
    ? `write it with its domain: \`name: ${value.replace(/\.$/, '')}.example.org\``
    : undefined;
}

/** What to write in place of another type. */
function typeAdvice(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const type = value.toUpperCase();
  if ((TYPES as readonly string[]).includes(type)) return `write ${type}`;
  if (type === 'CNAME') return 'leave it out: aliases are followed to their addresses';
  if (type === 'TXT' || type === 'HTTPS' || type === 'SVCB' || type === 'NAPTR')
    return 'services with ports are found by SRV records; a list with tags is `{ from: file, path: PATH }` or `{ from: http, url: URL }`';
  return type === 'ANY' ? 'leave it out: A and AAAA are asked for' : undefined;
}

const keys = {
  name: advised(
    z
      .string({ error: NAME })
      .transform((text, context) => {
        const name = hostName(text);
        if (name !== undefined) return name;
        context.addIssue({ code: 'custom', message: NAME });
        return z.NEVER;
      })
      .describe('The name that is looked up, again when its time to live is over'),
    { advice: nameAdvice },
  ),
  type: advised(z.enum(TYPES), { advice: typeAdvice })
    .describe('A, AAAA or SRV; default: A and AAAA, and SRV for a name that begins with _')
    .optional(),
};

interface Input {
  readonly name: string;
  readonly type?: (typeof TYPES)[number] | undefined;
}

function kindOf({ name, type }: Input): HostKind {
  return type ?? (name.startsWith('_') ? HOST_KIND.SRV : HOST_KIND.ADDRESSES);
}

const TEXT: Readonly<Record<HostKind, string>> = { addresses: '', A: ' A', AAAA: ' AAAA', SRV: ' SRV' };

export const dns = {
  mainKey: 'name',
  isPublic: true,
  keys,
  settle: input => ({ name: input.name, kind: kindOf(input) }),
  label: ({ name, kind }) => `dns ${name}${TEXT[kind]}`,
  load: () => import('./run.js'),
} satisfies SourceKind<Input, Wanted>;
