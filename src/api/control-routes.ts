// The table of what the control socket of a server is asked for.
import type { ControlledServer } from './controlled-server.js';
import type { Route } from './route.js';
import { admin } from './routes/admin.js';
import { events } from './routes/events.js';
import { explain } from './routes/explain.js';
import { server } from './routes/server.js';
import { status } from './routes/status.js';
import { whatIf } from './routes/what-if.js';

export const CONTROL_ROUTES: readonly Route<ControlledServer>[] = [
  server,
  status,
  events,
  admin,
  explain,
  whatIf,
];
