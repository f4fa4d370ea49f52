// Says in the log which files patterns match that are not read, each once.
import { type Unread, unreadTexts } from '../config/unread-files.js';
import type { Log } from '../observe/log.js';

/** The most that one line names. */
const MAX_NAMED = 5;

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
    const named = texts.slice(0, MAX_NAMED).join(', ');
    const more = unread.count - MAX_NAMED;
    this.#log.info(`not read: ${named}${more > 0 ? ` and ${more} more` : ''}`);
  }
}
