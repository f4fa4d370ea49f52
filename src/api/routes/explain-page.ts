// GET /explain: the page that shows how the next answer to a question comes about.
import { z } from 'zod';
import { identify } from '../../operate/status-view.js';
import { type ExplainSubject, explainPage } from '../../page/explain-page.js';
import { byTurns } from '../../time/turns.js';
import { MAX_NAME_TEXT } from '../../view/name-text.js';
import { RequestError } from '../../view/request-error.js';
import { ASSET_PATHS } from '../assets.js';
import type { ControlledServer } from '../controlled-server.js';
import { HTML, PAGE_HEADERS } from '../page-headers.js';
import { pageRoute } from '../route.js';

/** A form sends what was left empty, too. */
const field = (most: number) =>
  z
    .string()
    .max(most)
    .transform(text => (text === '' ? undefined : text))
    .optional();

async function answered(
  { state }: ControlledServer,
  { name, type, client }: ExplainSubject['asked'],
): Promise<Pick<ExplainSubject, 'view' | 'notice'>> {
  if (name === undefined) return {};
  try {
    const { explain } = await import('../../operate/explain.js');
    return { view: await byTurns(explain(state, { name, type, client })) };
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    return { notice: `${error.message}.` };
  }
}

export const explainPageRoute = pageRoute({
  path: '/explain',
  summary: 'how the next answer to a question comes about',
  input: z.object({ name: field(MAX_NAME_TEXT), type: field(20), client: field(64) }),
  async run(server: ControlledServer, asked) {
    const subject = { identity: identify(server.bound), asked, ...(await answered(server, asked)) };
    return { contentType: HTML, headers: PAGE_HEADERS, parts: explainPage(subject, ASSET_PATHS) };
  },
});
