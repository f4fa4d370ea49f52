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

export function forgetToken(): void {
  sessionStorage.removeItem(KEY);
  announce();
}

const listeners = new Set<() => void>();

/** Has somebody told whenever there is another token, or none any more. */
export function onToken(listener: () => void): void {
  listeners.add(listener);
}

function announce(): void {
  for (const listener of listeners) listener();
}
