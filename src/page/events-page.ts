// The page at /events as the server makes it.
import { inTurns } from '../time/turns.js';
import type { ServerEvent } from '../view/event.js';
import { type Assets, documentAround, type Identity } from './document.js';
import { chosenEvents, type EventChoice, eventRows, eventSearch, eventTable } from './event-list.js';
import { htmlAround, htmlOf, SLOT } from './html.js';
import { element } from './tree.js';

export interface EventsSubject {
  readonly identity: Identity;
  /** The oldest first. */
  readonly events: readonly ServerEvent[];
}

/** So many of them are made in one step. */
const EVENTS_OF_STEP = 32;

/** The text of the page, in parts. */
export async function* eventsPage(
  { identity, events }: EventsSubject,
  choice: EventChoice,
  assets: Assets,
): AsyncGenerator<string, void, void> {
  const [before, after] = documentAround('/events', identity, assets);
  yield before + htmlOf(eventSearch(choice));
  const chosen = chosenEvents(events, choice);
  const [opening, closing] = htmlAround(element('div', { id: 'events' }, eventTable(chosen, SLOT)));
  yield opening;
  yield* inTurns(rowTexts(chosen));
  yield closing + after;
}

function* rowTexts(events: readonly ServerEvent[]): Generator<string, void, void> {
  for (let from = 0; from < events.length; from += EVENTS_OF_STEP)
    yield htmlOf(eventRows(events.slice(from, from + EVENTS_OF_STEP)));
}
