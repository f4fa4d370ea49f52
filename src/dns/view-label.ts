// What zones and pools of a view are called, beside those of the same name elsewhere: NAME@VIEW.

/** What a view may be called. */
export const VIEW_NAME = /^[a-z][a-z0-9_-]{0,31}$/;

/** A name that is followed by a view: names themselves have a backslash before each such sign. */
const WITH_VIEW = /^((?:[^\\@]|\\.)*)@([\w-]+)$/;

/** What a zone, or the owner of a pool, is called. @param label its name as people write it @param view undefined of those that all clients see */
export function inView(label: string, view: string | undefined): string {
  return view === undefined ? label : `${label}@${view}`;
}

/** The name alone, and the view if there is one. */
export function splitView(label: string): readonly [name: string, view?: string] {
  const [, name, view] = WITH_VIEW.exec(label) ?? [];
  return view === undefined ? [label] : [name, view];
}
