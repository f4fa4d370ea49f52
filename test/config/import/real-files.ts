// Files as administrators of ten years have them, one set for each kind that can be imported.
import { cpSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../support/markdown.js';
import type { TempFolder } from '../../support/temp-folder.js';

export interface RealFiles {
  /** That of `--from`, and the folder below `real/`. In the files it is a folder of /etc. */
  readonly kind: string;
  /** The file that an import begins with. */
  readonly file: string;
  /** Questions, and what is answered. */
  readonly asks: readonly (readonly [question: string, answer: string])[];
}

export const REAL: readonly RealFiles[] = [
  {
    kind: 'named',
    file: 'named.conf',
    asks: [
      ['ftp.example.com CNAME', 'www.example.com.'],
      ['status.example.com', '198.51.100.7'],
      ['53.2.0.192.in-addr.arpa PTR', 'ns1.example.com.'],
    ],
  },
  {
    kind: 'dnsmasq',
    file: 'dnsmasq.conf',
    asks: [
      ['a.static.shop.example', '192.0.2.20'],
      ['lamp-hall.home.lan', '192.168.1.202'],
    ],
  },
  { kind: 'gdnsd', file: 'config', asks: [['fixed.example.org', '192.0.2.71']] },
  { kind: 'haproxy', file: 'haproxy.cfg', asks: [['pg.haproxy.internal', '10.0.0.21']] },
  { kind: 'nginx', file: 'nginx.conf', asks: [['canary.nginx.internal', '192.0.2.35']] },
  {
    kind: 'coredns',
    file: 'Corefile',
    asks: [
      ['grafana.lan', '192.168.1.31'],
      ['www.example.net AAAA', '::1'],
    ],
  },
  { kind: 'hosts', file: 'hosts', asks: [['db2.office.lan', '10.20.0.32']] },
];

/** Copies the files of a kind, with paths that lead to the copies. @returns the path of the one that an import begins with */
export function placeReal({ kind, file }: RealFiles, folder: TempFolder, to: string): string {
  const place = folder.at(to);
  cpSync(join(ROOT, 'test/config/import/real', kind), place, { recursive: true });
  for (const name of readdirSync(place, { recursive: true, encoding: 'utf8' })) {
    const path = join(place, name);
    if (statSync(path).isFile())
      writeFileSync(path, readFileSync(path, 'utf8').replaceAll(`/etc/${kind}`, place));
  }
  return join(place, file);
}
