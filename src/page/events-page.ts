// The page at /events as the server makes it.
import type { ServerEvent } from '../view/event.js';
import { type Assets, documentAround, type Identity } from './document.js';
import { chosenEvents, type EventChoice, eventSearch, eventTable } from './event-list.js';
import { htmlOf } from './html.js';
import { element } from './tree.js';

export interface EventsSubject {
  readonly identity: Identity;
  /** The oldest first. */
  readonly events: readonly ServerEvent[];
}

/** The text of the page. */
export function eventsPage({ identity, events }: EventsSubject, choice: EventChoice, assets: Assets): string {
  const [before, after] = documentAround('/events', identity, assets);
  const table = eventTable(chosenEvents(events, choice));
  return before + htmlOf(eventSearch(choice), element('div', { id: 'events' }, table)) + after;
}
