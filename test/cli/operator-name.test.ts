// Who an order is from, as the command states it.
import { expect, test } from 'vitest';
import { operatorName } from '../../src/cli/operator-name.js';

const fails = () => {
  throw new Error('no entry');
};

const SAYS = (name: string) => () => name;

test.each<[why: string, env: NodeJS.ProcessEnv, user: [uid: number, nameOf: () => string], expected: string]>(
  [
    ['the user', {}, [1000, SAYS('alice')], 'alice'],
    ['behind sudo', { SUDO_USER: 'alice' }, [0, SAYS('root')], 'alice (sudo)'],
    ['behind doas', { DOAS_USER: 'alice' }, [0, SAYS('root')], 'alice (doas)'],
    ['sudo to another user than root', { SUDO_USER: 'bob' }, [5, SAYS('dns')], 'dns'],
    ['a user without a name', {}, [4711, fails], 'user 4711'],
    ['an empty name', { SUDO_USER: '' }, [0, SAYS('')], 'user 0'],
    ['nothing that moves a cursor', { SUDO_USER: 'a\u001b[2J\n' }, [0, SAYS('root')], 'a[2J (sudo)'],
    ['not too long', { SUDO_USER: 'x'.repeat(99) }, [0, SAYS('root')], `${'x'.repeat(57)} (sudo)`],
  ],
)('%s', (_, env, user, expected) => {
  expect(operatorName(env, ...user)).toBe(expected);
});
