// Everything that programs are shown as JSON, under the names of the files in `schema/json/`.
import { z } from 'zod';
import { adminOutcome } from './admin-order.js';
import { cacheView, flushView } from './cache.js';
import { errorView } from './error.js';
import { serverEvent } from './event.js';
import { explainView } from './explain.js';
import { FORM_VERSION } from './form-version.js';
import { historyView } from './history.js';
import { cancelledView, plannedView, plansView } from './plan.js';
import { membersView, poolsView } from './pools.js';
import { problemsView } from './problem.js';
import { queriesView } from './queries.js';
import { replyView } from './query.js';
import { rateHistory } from './rates.js';
import { releaseView } from './release.js';
import { reloadView } from './reload.js';
import { refreshView, retransferView } from './secondary-zones.js';
import { serverView } from './server.js';
import { poolView, statusView } from './status.js';
import { streamView } from './stream.js';
import { tokenRemovedView, tokensView, tokenView } from './token.js';
import { upstreamsView } from './upstreams.js';
import { whatIfView } from './what-if.js';
import { changesView, recordsView, syncView, zonesView, zoneView } from './zones.js';

interface JsonForm {
  /** What is shown, without the version of the form. */
  readonly view: z.ZodObject | z.ZodReadonly<z.ZodObject>;
  /** What prints it with `--json`; none of what only the control socket replies with. */
  readonly commands: readonly string[];
}

export const JSON_FORMS = {
  status: { view: statusView, commands: ['rondo status'] },
  event: { view: serverEvent, commands: ['rondo events'] },
  explain: { view: explainView, commands: ['rondo explain'] },
  'what-if': { view: whatIfView, commands: ['rondo whatif'] },
  reload: { view: reloadView, commands: ['rondo reload'] },
  'cache-show': { view: cacheView, commands: ['rondo cache show'] },
  'cache-flush': { view: flushView, commands: ['rondo cache flush'] },
  query: { view: replyView, commands: ['rondo query'] },
  admin: {
    view: adminOutcome,
    commands: ['rondo drain', 'rondo maint', 'rondo up', 'rondo down', 'rondo ready', 'rondo weight'],
  },
  plan: { view: plannedView, commands: ['rondo maint --from', 'rondo drain --from'] },
  plans: { view: plansView, commands: ['rondo maint --list', 'rondo drain --list'] },
  'plan-cancel': { view: cancelledView, commands: ['rondo maint --cancel', 'rondo drain --cancel'] },
  history: { view: historyView, commands: [] },
  'token-add': { view: tokenView, commands: ['rondo token add'] },
  'token-list': { view: tokensView, commands: ['rondo token list'] },
  'token-remove': { view: tokenRemovedView, commands: ['rondo token remove'] },
  server: { view: serverView, commands: [] },
  version: { view: releaseView, commands: [] },
  problems: { view: problemsView, commands: [] },
  pools: { view: poolsView, commands: [] },
  pool: { view: poolView, commands: [] },
  members: { view: membersView, commands: [] },
  zones: { view: zonesView, commands: ['rondo zone list'] },
  zone: { view: zoneView, commands: ['rondo zone show'] },
  'zone-records': { view: recordsView, commands: ['rondo zone export'] },
  'zone-changes': { view: changesView, commands: ['rondo zone diff'] },
  'zone-refresh': { view: refreshView, commands: ['rondo zone refresh'] },
  'zone-retransfer': { view: retransferView, commands: ['rondo zone retransfer'] },
  'zone-sync': { view: syncView, commands: ['rondo zone sync'] },
  upstreams: { view: upstreamsView, commands: [] },
  rates: { view: rateHistory, commands: [] },
  queries: { view: queriesView, commands: [] },
  stream: { view: streamView, commands: [] },
  error: { view: errorView, commands: [] },
} as const satisfies Record<string, JsonForm>;
export type FormName = keyof typeof JSON_FORMS;

/** The schema of what is printed and sent: the version of the form and the view. */
export function formOf(name: FormName): z.ZodObject {
  const { view }: JsonForm = JSON_FORMS[name];
  const { shape } = view instanceof z.ZodReadonly ? view.unwrap() : view;
  return z.strictObject({ version: z.literal(FORM_VERSION), ...shape });
}
