// GET /: the page with the server as a whole, its pools and their members.
import { z } from 'zod';
import { poolViewInSteps } from '../../operate/pool-view.js';
import { doubtful, whole } from '../../operate/status-choice.js';
import { viewStatus } from '../../operate/status-view.js';
import type { PoolsChoice } from '../../page/pools-choice.js';
import { isByWords, type PoolsSubject, poolsPage } from '../../page/pools-page.js';
import { byTurns } from '../../time/turns.js';
import { MAX_NAME_TEXT } from '../../view/name-text.js';
import { RequestError } from '../../view/request-error.js';
import { ASSET_PATHS } from '../assets.js';
import type { ControlledServer } from '../controlled-server.js';
import { HTML, PAGE_HEADERS } from '../page-headers.js';
import { pageRoute } from '../route.js';

const MAX_WORDS = 200;

const choice = z.object({
  /** Words that pools or members have. */
  q: z.string().max(MAX_WORDS).optional(),
  trouble: z.string().max(1).optional(),
  /** One pool alone. */
  pool: z.string().max(MAX_NAME_TEXT).optional(),
  /** The key of a column, and whether the other way round. */
  sort: z.string().max(MAX_WORDS).optional(),
  down: z.string().max(1).optional(),
  page: z.int().min(1).optional(),
});

/** Mistakes in files, which are looked for only when there are some. */
async function problemsOf({ configFile, state, parts }: ControlledServer): Promise<PoolsSubject['problems']> {
  if (parts.reload.ok && parts.zones.faults === undefined) return [];
  const { problemsView } = await import('../../operate/problem-view.js');
  const { generation, lastReload } = state;
  return problemsView({ configFile, generation, reload: parts.reload, last: lastReload }).problems;
}

/** The status of the pool that is asked for, or of all with the reason why there is none. */
async function subjectOf(server: ControlledServer, asked: PoolsChoice): Promise<PoolsSubject> {
  const { bound, health, parts, state } = server;
  const { clock, counts } = state;
  const sources = { listen: bound, watches: health.watches, counts, nowMs: clock.now(), parts };
  const membersOf = isByWords(asked) ? undefined : doubtful;
  const view = (only?: string) => viewStatus(sources, { only, show: 'all' }, membersOf);
  const [problems, live] = await Promise.all([problemsOf(server), server.live.open()]);
  const { answers } = live.rates.history.seconds;
  const latest = answers.length === 0 ? undefined : live.rates.latest;
  const byName = new Map(health.watches.map(watch => [watch.watched.name, watch]));
  const rest = {
    ...{ problems, answers: { answers, latest, threads: live.threads() } },
    async view(pool: string) {
      const watch = byName.get(pool);
      return watch && (await byTurns(poolViewInSteps(whole(watch), sources)));
    },
  };
  try {
    const { pools, ...head } = await view(asked.pool);
    return { head, pools, ...rest };
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    const { pools, ...head } = await view();
    return { head, pools, notice: `${error.message}.`, ...rest };
  }
}

export const poolsPageRoute = pageRoute({
  path: '/',
  summary: 'the server, its pools and their members',
  input: choice,
  async run(server: ControlledServer, asked) {
    const subject = await subjectOf(server, asked);
    return { contentType: HTML, headers: PAGE_HEADERS, parts: poolsPage(subject, asked, ASSET_PATHS) };
  },
});
