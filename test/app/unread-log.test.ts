// What the log says of files that are not read: each once, up to a bound.
import { expect, it } from 'vitest';
import { UnreadLog } from '../../src/app/unread-log.js';

it('names new ones with all that there are, and says nothing when there are none', () => {
  const lines: string[] = [];
  const log = new UnreadLog({ info: (text: string) => void lines.push(text) } as never);
  const unread = (count: number) => {
    const paths = Array.from({ length: count }, (_, index) => `z/n${index}`);
    return { count, paths, files: paths.slice(0, 20).map(file => ({ file, why: 'no zone: it is empty' })) };
  };
  for (const count of [0, 1, 1, 0, 2, 30]) log.tell(unread(count));
  const named = (count: number) =>
    Array.from({ length: count }, (_, index) => `z/n${index} (no zone: it is empty)`).join(', ');
  expect(lines).toEqual([
    `not read: ${named(1)}`,
    `not read: ${named(2)}`,
    `not read: ${named(5)} and 25 more`,
  ]);
});
