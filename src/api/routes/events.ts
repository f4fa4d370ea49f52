// GET events: what changed; with `follow`, what changes from now on too.
import { EventFeed } from '../../observe/event-feed.js';
import { eventsRequest, serverEvent } from '../../view/event.js';
import { ERROR_CODE, RequestError } from '../../view/request-error.js';
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
  run({ events: ring, descriptors }: ControlledServer, { follow }) {
    const most = Math.min(MAX_FOLLOWERS, Math.floor(PART * descriptors.shares.control));
    if (follow && ring.followers >= most) {
      const what = `${most} readers follow the events already`;
      throw new RequestError(ERROR_CODE.LIMIT_REACHED, what, 'end one of them (rondo events --follow)');
    }
    return new EventFeed(ring, follow);
  },
});
