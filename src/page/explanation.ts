// How an answer comes about: the way to it, the next one, and why each member is in or out, with a switch to try it.

import { spanText } from '../time/span.js';
import type { ExplainView, Hop } from '../view/explain.js';
import { percentText, plural } from '../view/plural.js';
import type { MemberReason, PoolReason } from '../view/pool-reason.js';
import type { MessageView } from '../view/query.js';
import type { WhatIfView } from '../view/what-if.js';
import { imaginedTitle, WOULD_BE_EMPTY } from './imagined-words.js';
import { memberKey } from './pool-body.js';
import { MARK, markOf } from './state-mark.js';
import { type Content, element, KEY, type Markup } from './tree.js';

/** What a member can be imagined to be. */
export const IMAGINED = ['down', 'up', 'drain', 'maint', 'ready'] as const;
export type Imagined = (typeof IMAGINED)[number];

/** What somebody tries. */
export interface Trial {
  /** By endpoints. */
  readonly choices: ReadonlyMap<string, Imagined>;
  /** What would be so; undefined while nothing is tried, or it is asked for. */
  readonly view?: WhatIfView;
  /** Why that cannot be told. */
  readonly fault?: string;
}

function hopItem({ name, zone, found, kept }: Hop): Markup {
  return element(
    'li',
    {},
    element('code', {}, name),
    ` ${found}`,
    zone === undefined ? undefined : [' in the zone ', element('code', {}, zone)],
    kept === undefined ? undefined : element('small', { class: 'note' }, kept),
  );
}

function answerTable({ status, answer, errors }: MessageView): Content {
  const rows = answer.map(({ name, ttl, type, data }) =>
    element(
      'tr',
      {},
      [name, String(ttl), type].map(text => element('td', {}, element('code', {}, text))),
      element('td', {}, element('code', {}, data)),
    ),
  );
  return [
    element(
      'p',
      {},
      markOf(status === 'NOERROR' && rows.length > 0 ? MARK.UP : MARK.FAILING),
      element('code', {}, status),
      rows.length === 0 && ', no records',
    ),
    rows.length > 0 &&
      element(
        'table',
        { class: 'answer' },
        element('caption', { class: 'unseen' }, 'Records of the answer'),
        rows,
      ),
    errors.map(({ purpose, text }) =>
      element(
        'p',
        { class: 'note' },
        element('small', {}, `Extended DNS Error: ${purpose}${text && `: ${text}`}`),
      ),
    ),
  ];
}

function trySelect({ endpoint }: MemberReason, { choices }: Trial): Markup {
  const chosen = choices.get(endpoint);
  const option = (value: string, text: string) =>
    element('option', { value, selected: (chosen ?? '') === value }, text);
  return element(
    'select',
    { 'data-try': endpoint, 'aria-label': `Imagine ${endpoint} as` },
    option('', 'as it is'),
    IMAGINED.map(each => option(each, each)),
  );
}

/** @param trial undefined where no script would follow the switch */
export function reasonRow(member: MemberReason, trial?: Trial): Markup {
  const { endpoint, target, isIn, why, share, sinceMs, history, parts = [] } = member;
  const past = [...history]
    .reverse()
    .map(({ agoMs, text }) => element('li', {}, `${spanText(agoMs)} ago: ${text}`));
  return element(
    'tr',
    { class: 'member', [KEY]: memberKey(member) },
    element(
      'th',
      { scope: 'row' },
      element('code', {}, endpoint),
      target === undefined ? undefined : element('small', {}, ` ${target}`),
    ),
    element(
      'td',
      {},
      markOf(isIn ? MARK.UP : MARK.DOWN),
      element('span', { class: isIn ? 'word' : 'word is-down' }, isIn ? 'in' : 'out'),
    ),
    element('td', { class: 'number' }, percentText(share)),
    element(
      'td',
      {},
      why,
      element('small', {}, ` for ${spanText(sinceMs)}`),
      parts.map(part => element('small', { class: 'note' }, part)),
      past.length === 0
        ? undefined
        : element(
            'details',
            {},
            element('summary', {}, plural(past.length, 'change')),
            element('ul', {}, past),
          ),
    ),
    trial === undefined ? undefined : element('td', {}, trySelect(member, trial)),
  );
}

function reasonTable(pool: PoolReason, trial: Trial | undefined, rows: Content): Markup {
  const heads = ['Member', 'Is', 'Share', 'Why', ...(trial === undefined ? [] : ['Try'])];
  return element(
    'table',
    { class: 'reasons' },
    element('caption', { class: 'unseen' }, `Members of ${pool.pool}`),
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        heads.map(text =>
          element('th', { scope: 'col', class: text === 'Share' ? 'number' : undefined }, text),
        ),
      ),
    ),
    element('tbody', {}, rows),
  );
}

/** How often each member, or whatever stands first, would be first in a whole turn. */
function firstsText({ firsts = [], answers = [] }: WhatIfView): Content {
  return firsts.map(({ first, count }) =>
    element(
      'li',
      {},
      element('code', {}, first),
      ` first in ${count} of ${plural(answers.length, 'answer')}`,
    ),
  );
}

function imaginedPool(reason: PoolReason): Markup {
  const { pool, members, isEmpty, explanation } = reason;
  const share = members.map(({ endpoint, isIn, share: part }) =>
    element(
      'li',
      {},
      markOf(isIn ? MARK.UP : MARK.DOWN),
      element('code', {}, endpoint),
      isIn ? ` ${percentText(part)}` : ' out',
    ),
  );
  return element(
    'div',
    { [KEY]: pool },
    element('h4', {}, imaginedTitle(reason)),
    isEmpty ? element('p', { class: 'refusal' }, WOULD_BE_EMPTY) : undefined,
    element('ul', { class: 'shares' }, share),
    explanation === '' ? undefined : element('p', {}, element('small', {}, explanation)),
  );
}

function trialSection({ choices, view, fault }: Trial): Markup | undefined {
  if (choices.size === 0) return undefined;
  const words = [...choices].map(([endpoint, what]) => `${endpoint} ${what}`).join(', ');
  return element(
    'section',
    { class: 'trial', 'aria-live': 'polite', [KEY]: 'trial' },
    element('h3', {}, `If ${words}`),
    fault === undefined ? undefined : element('p', { class: 'refusal' }, fault),
    view?.refusal === undefined
      ? undefined
      : element('p', { class: 'refusal' }, `As an order this would be refused: ${view.refusal}`),
    view === undefined ? undefined : [element('ul', {}, firstsText(view)), view.pools.map(imaginedPool)],
  );
}

/**
 * @param trial undefined where no script would follow the switches
 * @param rows those of the members, by {@link reasonRow}
 */
export function explanation(
  { name, type, from, hops, pool, reply }: ExplainView,
  trial?: Trial,
  rows: Content = pool?.members.map(member => reasonRow(member, trial)),
): Content {
  return [
    element('h3', {}, element('code', {}, name), ` ${type}, asked by ${from}`),
    element('ol', { class: 'hops' }, hops.map(hopItem)),
    reply !== undefined &&
      element('section', { [KEY]: 'answer' }, element('h3', {}, 'The next answer'), answerTable(reply)),
    pool === undefined
      ? undefined
      : element(
          'section',
          { [KEY]: 'pool' },
          element('h3', {}, pool.pool, element('small', {}, ` ${pool.policy.join(', ')}`)),
          reasonTable(pool, trial, rows),
        ),
    trial === undefined ? undefined : trialSection(trial),
  ];
}

const TYPES = ['A', 'AAAA', 'CNAME', 'MX', 'TXT', 'SRV', 'HTTPS', 'SVCB', 'NS', 'PTR', 'SOA', 'CAA'];

/** What is asked. */
export interface AskedQuestion {
  readonly name?: string;
  readonly type?: string;
  readonly client?: string;
}

/** The form, which the server understands as well. */
export function questionForm({ name = '', type = 'A', client = '' }: AskedQuestion): Markup {
  const types = TYPES.includes(type) ? TYPES : [...TYPES, type];
  const field = (title: string, control: Markup) => element('label', {}, element('span', {}, title), control);
  const text = { autocomplete: 'off', spellcheck: 'false', autocapitalize: 'none' };
  return element(
    'form',
    { class: 'question', action: '/explain', method: 'get', id: 'question' },
    field(
      'Name',
      element('input', {
        ...text,
        name: 'name',
        value: name,
        required: true,
        maxlength: 1100,
        placeholder: 'www.example.org',
      }),
    ),
    field(
      'Type',
      element(
        'select',
        { name: 'type' },
        types.map(each => element('option', { selected: each === type }, each)),
      ),
    ),
    field(
      'Client',
      element('input', { ...text, name: 'client', value: client, maxlength: 64, placeholder: '127.0.0.1' }),
    ),
    element('button', { type: 'submit', class: 'main' }, 'Explain'),
  );
}
