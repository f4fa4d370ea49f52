// The token of the operator: typed, kept as long as this tab is open, and forgotten on demand.

const KEY = 'rondo-token';

/** The token; undefined when none was typed. */
export function token(): string | undefined {
  return sessionStorage.getItem(KEY) ?? undefined;
}

export function keepToken(text: string): void {
  sessionStorage.setItem(KEY, text);
  announce();
}

/** @param why the server does not take it; empty when somebody wants it forgotten */
export function forgetToken(why = ''): void {
  sessionStorage.removeItem(KEY);
  announce(why);
}

type Listener = (why: string) => void;
const listeners = new Set<Listener>();

/** Has somebody told whenever there is another token, or none any more and why. */
export function onToken(listener: Listener): void {
  listeners.add(listener);
}

function announce(why = ''): void {
  for (const listener of listeners) listener(why);
}
