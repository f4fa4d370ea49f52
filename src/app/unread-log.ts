// Says in the log which files patterns match that are not read, each once.
import { type Unread, unreadTexts } from '../config/unread-files.js';
import type { Log } from '../observe/log.js';

export class UnreadLog {
  readonly #log: Pick<Log, 'info'>;
  #said: ReadonlySet<string> = new Set();

  constructor(log: Pick<Log, 'info'>) {
    this.#log = log;
  }

  /** Takes those of a load. */
  tell(unread: Unread): void {
    const texts = unreadTexts(unread);
    const isNew = texts.some(text => !this.#said.has(text));
    this.#said = new Set(texts);
    if (!isNew) return;
    const more = unread.count - texts.length;
    const rest = more > 0 ? [`and ${more} more`] : [];
    this.#log.info(`not read: ${[...texts, ...rest].join(', ')}`);
  }
}
