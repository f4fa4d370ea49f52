// GET /events: the page with what happened to the server.
import { z } from 'zod';
import { identify } from '../../operate/status-view.js';
import { eventsPage } from '../../page/events-page.js';
import { ASSET_PATHS } from '../assets.js';
import type { ControlledServer } from '../controlled-server.js';
import { HTML, PAGE_HEADERS } from '../page-headers.js';
import { pageRoute } from '../route.js';

const word = z.string().max(200).optional();

export const eventsPageRoute = pageRoute({
  path: '/events',
  summary: 'what happened to the server',
  input: z.object({ q: word, kind: word, bad: word }),
  run({ bound, events }: ControlledServer, choice) {
    const parts = eventsPage({ identity: identify(bound), events: events.all }, choice, ASSET_PATHS);
    return { contentType: HTML, headers: PAGE_HEADERS, parts };
  },
});
