// Why nothing comes of a request: as JSON for programs, as a text for people and probes.
import type { ServerResponse } from 'node:http';
import type { ErrorView } from '../view/error.js';
import type { RequestError } from '../view/request-error.js';
import { ERROR_STATUS } from './error-status.js';
import { sendJson, sendText } from './output.js';

/** Tells whoever asked. */
export type Refuse = (response: ServerResponse, error: RequestError) => void;

export const refuseInJson: Refuse = (response, { code, message, hint }) =>
  sendJson(response, { error: { code, message, hint } } satisfies ErrorView, ERROR_STATUS[code]);

const sentence = (text: string) => `${text[0].toUpperCase()}${text.slice(1)}${text.endsWith('?') ? '' : '.'}`;

/** As a person reads it. */
export function sentencesOf({ message, hint }: RequestError): string {
  return [message, hint].flatMap(each => (each === undefined ? [] : sentence(each))).join(' ');
}

export const refuseInText: Refuse = (response, error) =>
  sendText(response, { text: `${sentencesOf(error)}\n`, status: ERROR_STATUS[error.code] });
