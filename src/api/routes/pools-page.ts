// GET /: the page with the server as a whole, its pools and their members.
import { z } from 'zod';
import { viewStatus } from '../../operate/status-view.js';
import { poolsPage } from '../../page/pools-page.js';
import { RequestError } from '../../view/request-error.js';
import { ASSET_PATHS } from '../assets.js';
import type { ControlledServer } from '../controlled-server.js';
import { HTML, PAGE_HEADERS } from '../page-headers.js';
import { pageRoute } from '../route.js';

const MAX_WORDS = 200;

const choice = z.object({
  /** Words that pools or members have. */
  q: z.string().max(MAX_WORDS).optional(),
  /** One pool alone. */
  pool: z.string().max(1_100).optional(),
});

/** The status of the pool that is asked for, or of all with the reason why there is none. */
async function subjectOf({ bound, health, parts, state }: ControlledServer, only: string | undefined) {
  const { clock, counts } = state;
  const sources = { listen: bound, watches: health.watches, counts, nowMs: clock.now(), parts };
  const view = (wanted?: string) => viewStatus(sources, { only: wanted, show: 'all' });
  try {
    const { pools, ...head } = await view(only);
    return { head, pools };
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    const { pools, ...head } = await view();
    return { head, pools, notice: `${error.message}.` };
  }
}

export const poolsPageRoute = pageRoute({
  path: '/',
  summary: 'the server, its pools and their members',
  input: choice,
  async run(server: ControlledServer, asked) {
    const subject = await subjectOf(server, asked.pool);
    return { contentType: HTML, headers: PAGE_HEADERS, parts: poolsPage(subject, asked, ASSET_PATHS) };
  },
});
