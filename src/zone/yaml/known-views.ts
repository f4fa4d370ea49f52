// Names of views that are written where there is no such view.
import { spellingHint } from '../../source/suggest.js';
import type { YamlDocument, YamlPath, YamlRemark } from '../../source/yaml-document.js';
import { type PreferInput, viewsIn } from './prefer.js';

/** The most names that a message lists. */
const MAX_LISTED = 8;
const MAX_SHOWN = 60;

/** Where a view is named. */
export interface NamedView {
  readonly document: YamlDocument;
  readonly path: YamlPath;
  readonly at?: YamlRemark['at'];
}

/** Reports a name that is none of the views. @param names of all views */
export function reportUnknownView(
  { document, path, at = 'value' }: NamedView,
  view: string,
  names: readonly string[],
): void {
  if (names.includes(view)) return;
  const known =
    names.length === 0 ? '`views` names none' : `known views: ${names.slice(0, MAX_LISTED).join(', ')}`;
  const hint = spellingHint(view, names) ?? known;
  document.error(path, `there is no view ${view.slice(0, MAX_SHOWN)}`, { at, hint });
}

/** Reports views that a pool prefers members for, and that there are not. @param pool where its keys stand */
export function checkPreferredViews(
  { document, path }: NamedView,
  prefer: PreferInput | undefined,
  names: readonly string[],
): void {
  for (const view of viewsIn(prefer))
    reportUnknownView({ document, path: [...path, 'prefer', view], at: 'key' }, view, names);
}
