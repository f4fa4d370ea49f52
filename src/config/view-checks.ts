// What is wrong or doubtful about views: entries that name none, and views that nobody can be in.
import { isMapping } from '../source/mapping.js';
import type { YamlDocument } from '../source/yaml-document.js';
import { checkPreferredViews, reportUnknownView } from '../zone/yaml/known-views.js';
import { itemPath } from './report.js';
import type { ConfigInput } from './schema.js';
import type { SocketAddress } from './socket-address.js';
import { settleViews, type ViewRule } from './view-keys.js';
import { checkListeners } from './view-listener-checks.js';
import { meansListener, writtenListeners } from './view-listeners.js';
import type { ZoneRequest } from './zone-requests.js';

/** Keys of an entry under `zones` that do not go with a view. */
const APART = ['in-catalog', 'catalog'] as const;

/** Names under `views`, also of views that are wrong, which is said there. */
function writtenNames({ data }: YamlDocument): string[] {
  const views = isMapping(data) ? data.views : undefined;
  return isMapping(views) ? Object.keys(views) : [];
}

/** Reports what is wrong with `view` in the entries under `zones`, and with views in those under `health`. */
function checkEntries({ zones = [], health = [] }: ConfigInput, document: YamlDocument): void {
  const names = writtenNames(document);
  zones.forEach((entry, index) => {
    const view = typeof entry === 'string' || !('view' in entry) ? undefined : entry.view;
    if (view === undefined || typeof entry === 'string') return;
    const path = itemPath(document, 'zones', index);
    for (const key of APART)
      if (key in entry)
        document.error([...path, key], 'zones in a view are in no catalog, and no catalog is in a view', {
          at: 'key',
          hint: 'leave out this key, or `view`',
        });
    reportUnknownView({ document, path: [...path, 'view'] }, view, names);
  });
  health.forEach(({ policy }, index) => {
    checkPreferredViews({ document, path: ['health', index] }, policy.prefer, names);
  });
}

/** Whether everybody who could be in a later view is in an earlier one. */
function takesAll({ from, listen }: ViewRule, later: ViewRule): boolean {
  if (!from.some(each => each.from === 'any' && each.key === undefined)) return false;
  if (listen === undefined) return true;
  const isMeant = (each: SocketAddress) => listen.some(named => meansListener(named, each));
  return later.listen !== undefined && later.listen.length > 0 && later.listen.every(isMeant);
}

/** Reports views that nobody can be in. */
function checkOrder(views: readonly ViewRule[], document: YamlDocument): void {
  for (const [index, later] of views.entries()) {
    const first = views.slice(0, index).find(each => takesAll(each, later));
    if (first !== undefined)
      document.warning(
        ['views', later.name],
        `nobody is in the view ${later.name}: ${first.name} takes all`,
        {
          at: 'key',
          hint: `let it stand before ${first.name}`,
        },
      );
  }
}

/** A file that is asked for. */
type Asked = Pick<ZoneRequest, 'file' | 'format' | 'view' | 'report'>;

/** What goes with views. */
export interface ViewUses {
  readonly requests: readonly Asked[];
  /** The addresses of `--listen`; undefined without it. */
  readonly flagged: readonly string[] | undefined;
}

/** Reports what is wrong or doubtful about views, and about entries and files that are in one. */
export function checkViews(
  input: ConfigInput,
  document: YamlDocument,
  { requests, flagged }: ViewUses,
): void {
  const views = settleViews(input.views, writtenListeners(input.listen));
  checkEntries(input, document);
  checkListeners(input, document, flagged);
  checkOrder(views, document);
  checkFiles(requests);
}

/** Reports files that cannot be in their view. */
function checkFiles(requests: readonly Asked[]): void {
  const known = new Map<string, string | undefined>();
  for (const { file, format, view, report } of requests) {
    if (view !== undefined && format === 'dnsmasq')
      report('error', `${file} is a file of dnsmasq, whose names all clients see`, 'leave out `view`');
    if (known.has(file) && known.get(file) !== view)
      report('error', `${file} is read for other clients already`, 'give each view a file of its own');
    known.set(file, view);
  }
}
