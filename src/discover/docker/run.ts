// Asks a container daemon for its containers from time to time, and as soon as it tells of an event.
import type { Cancel } from '../../time/clock.js';
import { MAX_QUESTIONS } from '../bounds.js';
import { Polling } from '../polling.js';
import type { SourceHost } from '../source.js';
import { ask, getJson } from '../wire/get.js';
import { targetsIn } from './containers.js';
import type { DockerSettings } from './spec.js';

/** What containers do that changes a list; of what they run themselves there may be very many events. */
const EVENTS = ['start', 'die', 'pause', 'unpause', 'rename', 'destroy', 'connect', 'disconnect'];

/** Events within this time of the first are one change. */
const DEBOUNCE_MS = 20;

function urlOf(path: string, filters: object): URL {
  const url = new URL(path, 'http://daemon');
  url.searchParams.set('filters', JSON.stringify(filters));
  return url;
}

/** Hears of events until the connection ends. What they say does not matter: the list says it better. */
class Events {
  /** How many listen now. */
  static #listening = 0;
  readonly #socketPath: string;
  readonly #wake: () => void;
  #abort: AbortController | undefined;

  constructor(socketPath: string, wake: () => void) {
    this.#socketPath = socketPath;
    this.#wake = wake;
  }

  /** Listens, unless it does. */
  listen(): void {
    if (this.#abort !== undefined || Events.#listening >= MAX_QUESTIONS) return;
    Events.#listening++;
    const abort = new AbortController();
    this.#abort = abort;
    const { signal } = abort;
    ask({
      url: urlOf('/events', { type: ['container', 'network'], event: EVENTS }),
      socketPath: this.#socketPath,
      signal,
    })
      .then(async answer => {
        // An error ends here as well: the next question finds out whether there is still a daemon.
        for await (const _ of answer) this.#wake();
      })
      .catch(() => undefined)
      .finally(() => {
        Events.#listening--;
        if (this.#abort === abort) this.#abort = undefined;
      });
  }

  close(): void {
    this.#abort?.abort();
  }
}

export function open({ socket, labels, network, ...times }: DockerSettings, host: SourceHost): Cancel {
  const events = new Events(socket, () => polling.wake(DEBOUNCE_MS));
  const polling: Polling = new Polling(host, times, async (signal, spend) => {
    // Before the list, so that nothing is missed between the two.
    events.listen();
    const url = urlOf('/containers/json', { label: labels, status: ['running'] });
    const { value } = await getJson({ url, socketPath: socket, signal }, spend);
    return { targets: targetsIn(value, network) };
  });
  return () => {
    polling.close();
    events.close();
  };
}
