// The kind `list`: members that are written in the zone, of which some are given by name. Nobody writes `from: list`.
import { isNamed, type SourceKind } from '../source.js';
import type { ListSettings } from './settings.js';

/** The most names that the label says. */
const MOST_NAMED = 3;

export const list = {
  mainKey: 'targets',
  isPublic: true,
  keys: {},
  settle: (input: ListSettings) => input,
  label: ({ targets }) => {
    const names = [...new Set(targets.filter(isNamed).map(({ host }) => host))];
    const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : '';
    return `hosts ${names.slice(0, MOST_NAMED).join(', ')}${more}`;
  },
  load: () => import('./run.js'),
} satisfies SourceKind<ListSettings, ListSettings>;
