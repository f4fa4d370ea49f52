// The version of the form in which everything is shown to programs, which stands first in it.

/** Another number only when a field is renamed or removed, or means something else. */
export const FORM_VERSION = 1;

/** A view as programs get it. A version that it has already stays. */
export function versioned<View extends object>(view: View): { readonly version: number } & View {
  return { version: FORM_VERSION, ...view };
}
