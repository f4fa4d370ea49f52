// The page of queries as long as it is open: what was asked for most, every few seconds.
import type { QueriesView } from '../../view/queries.js';
import { queryList } from '../query-list.js';
import { get, refusalText } from './api.js';
import { draw } from './draw.js';
import { FEED } from './feed.js';
import { Rests } from './pause.js';
import { showFeed } from './session-bar.js';

const EVERY_MS = 5000;

export async function beginQueries(): Promise<never> {
  const place = document.getElementById('queries') as HTMLElement;
  const rests = new Rests();
  for (;;) {
    try {
      draw(place, queryList(await get<QueriesView>('/queries')));
      showFeed(FEED.LIVE);
    } catch (error) {
      showFeed(FEED.RECONNECTING, refusalText(error));
    }
    await rests.rest(EVERY_MS);
  }
}
