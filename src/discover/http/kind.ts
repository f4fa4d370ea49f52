// The kind `http`: a list over HTTP, as the http_sd of Prometheus has it.
import { z } from 'zod';
import { pathFrom } from '../../source/path-from.js';
import { pollKeys, pollTimes } from '../poll-keys.js';
import type { SourceKind } from '../source.js';
import type { HttpSettings } from './spec.js';

const URL_TEXT = 'expected a URL such as https://inventory.example/targets';
const TOKEN = 'expected { file: PATH }: a secret does not stand here';
const INTERVAL_MS = 10_000;

const keys = {
  url: z
    .string({ error: URL_TEXT })
    .refine(text => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), { error: URL_TEXT })
    .refine(text => !URL.canParse(text) || (new URL(text).username === '' && new URL(text).password === ''), {
      error: 'a URL has no user and no password here; use `token: { file: PATH }`',
    })
    .describe('Where the list is'),
  token: z
    .strictObject(
      { file: z.string().min(1).describe('Path, in the folder of this file or below it') },
      { error: TOKEN },
    )
    .describe('A bearer token that is sent along')
    .optional(),
  ...pollKeys,
};

interface HttpInput {
  readonly url: string;
  readonly token?: { readonly file: string } | undefined;
  readonly interval?: number | undefined;
  readonly timeout?: number | undefined;
}

export const http = {
  mainKey: 'url',
  keys,
  settle: ({ url, token, ...times }, folder) => ({
    url: new URL(url).href,
    ...(token === undefined ? {} : { token: { file: pathFrom(folder, token.file), folder } }),
    ...pollTimes(times, INTERVAL_MS),
  }),
  label: ({ url }) => {
    const { origin, pathname } = new URL(url);
    return `${origin}${pathname}`;
  },
  load: () => import('./run.js'),
  loadCheck: () => import('./run.js'),
} satisfies SourceKind<HttpInput, HttpSettings>;
