// GET /events: what changed; with `follow`, what changes from now on too.
import { EventFeed } from '../../observe/event-feed.js';
import { eventsRequest, serverEvent } from '../../view/event.js';
import type { ControlledServer } from '../controlled-server.js';
import { ACCESS, linesRoute } from '../route.js';

export const events = linesRoute({
  method: 'GET',
  path: '/events',
  access: ACCESS.READ,
  summary: 'what changed, one event a line; ?follow goes on',
  input: eventsRequest,
  output: serverEvent,
  run: (server: ControlledServer, { follow }) => new EventFeed(server.events, follow),
});
