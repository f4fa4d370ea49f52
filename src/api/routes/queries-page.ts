// GET /queries: the page with what was asked for most in the last minutes.
import { z } from 'zod';
import { identify } from '../../operate/status-view.js';
import { queriesPage } from '../../page/queries-page.js';
import { ASSET_PATHS } from '../assets.js';
import type { ControlledServer } from '../controlled-server.js';
import { wholePage } from '../page-headers.js';
import { pageRoute } from '../route.js';

export const queriesPageRoute = pageRoute({
  path: '/queries',
  summary: 'what was asked for most',
  input: z.object({}),
  async run({ bound, live }: ControlledServer) {
    return wholePage(queriesPage(identify(bound), (await live.open()).queries(), ASSET_PATHS));
  },
});
