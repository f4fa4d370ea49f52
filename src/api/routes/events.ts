// GET events: what changed; with `follow`, what changes from now on too.
import { EventFeed } from '../../observe/event-feed.js';
import { eventsRequest, serverEvent } from '../../view/event.js';
import { ACCESS } from '../access.js';
import type { ControlledServer } from '../controlled-server.js';
import { linesRoute } from '../route.js';

/** Half of the connections of the control socket at most, so that other verbs find a place. */
const MAX_FOLLOWERS = 24;
const PART = 0.5;

export const events = linesRoute({
  method: 'GET',
  path: '/api/v1/events',
  access: ACCESS.READ,
  summary: 'what changed, one event a line; ?follow goes on',
  input: eventsRequest,
  output: serverEvent,
  run({ events: ring, descriptors }: ControlledServer, { follow }, { client }) {
    const most = Math.min(MAX_FOLLOWERS, Math.floor(PART * descriptors.shares.control));
    return new EventFeed(ring, follow ? { client, most } : undefined);
  },
});
