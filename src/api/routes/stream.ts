// GET stream: what there is, then what changes, for as long as somebody reads.

import { streamView } from '../../view/stream.js';
import { ACCESS } from '../access.js';
import type { ControlledServer } from '../controlled-server.js';
import { nothing, streamRoute } from '../route.js';

export const stream = streamRoute({
  method: 'GET',
  path: '/api/v1/stream',
  access: ACCESS.READ,
  summary:
    'a snapshot, then what changes, as server-sent events; Last-Event-ID names the last event that is known',
  input: nothing,
  output: streamView,
  async run({ live }: ControlledServer) {
    const { feed } = await live.open();
    return (connection, after) => feed.join(connection, after);
  },
});
