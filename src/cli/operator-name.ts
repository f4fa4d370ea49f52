// Who gives an order, as far as the command knows: the user, also behind sudo and doas.
import { userInfo } from 'node:os';
import { MAX_BY } from '../view/admin-limits.js';

/** What became root for somebody tells for whom. */
const BECOME_ROOT = { SUDO_USER: 'sudo', DOAS_USER: 'doas' } as const;

/** The name of the user, such as `alice`, or `alice (sudo)`. Whoever can open the socket of a server could state another one. */
export function operatorName(
  env: NodeJS.ProcessEnv = process.env,
  uid = process.getuid?.(),
  nameOf = () => userInfo().username,
): string {
  for (const [variable, by] of Object.entries(BECOME_ROOT)) {
    const name = uid === 0 ? asName(env[variable]) : '';
    if (name !== '') return `${name} (${by})`;
  }
  try {
    return asName(nameOf()) || `user ${uid}`;
  } catch {
    // A user without an entry in the list of users, as in containers.
    return `user ${uid}`;
  }
}

function asName(text = ''): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, '').slice(0, MAX_BY - ' (sudo)'.length);
}
