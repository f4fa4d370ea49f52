// What a server says, without a password that it repeats.
import type { LoginSpec } from './login.js';

/** The text, if the password of the login does not stand in it. */
export function withoutPassword(text: string, { password }: LoginSpec): string {
  return password !== undefined && text.includes(password.text) ? 'an error' : text;
}
