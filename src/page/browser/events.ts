// The page of events as long as it is open: new ones come at the top.
import type { ServerEvent } from '../../view/event.js';
import { chosenEvents, eventTable } from '../event-list.js';
import { draw, oncePerFrame } from './draw.js';
import { ALL_EVENTS, Feed } from './feed.js';
import { showFeed } from './session-bar.js';

/** The most that are kept, as the server does. */
const MOST = 1000;

export function beginEvents(): void {
  const form = document.getElementById('search') as HTMLFormElement;
  const place = document.getElementById('events') as HTMLElement;
  let events: ServerEvent[] = [];
  const drawSoon = oncePerFrame(() => {
    const choice = Object.fromEntries(new FormData(form)) as Record<string, string>;
    draw(place, eventTable(chosenEvents(events, choice)));
  });
  form.addEventListener('submit', event => event.preventDefault());
  form.addEventListener('input', drawSoon);
  const feed = new Feed(
    {
      onEvent(event) {
        // A server that was started again counts from 1.
        if (event.number <= (events.at(-1)?.number ?? 0)) events = [];
        events = [...events.slice(1 - MOST), event];
        drawSoon();
      },
      onState: showFeed,
    },
    ALL_EVENTS,
  );
  void feed.run();
}
