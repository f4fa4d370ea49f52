// What a request is for: the segments of its path, and its parameters.
import { originForm } from '../transport/https/origin-form.js';
import { ERROR_CODE, RequestError } from '../view/request-error.js';

export interface RequestTarget {
  /** As it was sent. */
  readonly path: string;
  /** Between the slashes, decoded: a segment may hold a slash of its own. */
  readonly segments: readonly string[];
  readonly parameters: URLSearchParams;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    const what = `${text.slice(0, 100)} is not percent-encoded UTF-8`;
    throw new RequestError(ERROR_CODE.INVALID_INPUT, what, 'write % as %25');
  }
}

/**
 * Reads it as it stands: nobody takes `.` or `//` out of a path here, since names may hold them.
 * @throws RequestError when it is none, or is wrongly encoded
 */
export function requestTarget(url: string): RequestTarget {
  const target = originForm(url);
  const question = target.indexOf('?');
  const [path, query] = question < 0 ? [target, ''] : [target.slice(0, question), target.slice(question + 1)];
  if (!path.startsWith('/')) throw new RequestError(ERROR_CODE.INVALID_INPUT, 'this is no path');
  // URLSearchParams would take a wrong one as it stands.
  decoded(query);
  return { path, segments: path.slice(1).split('/').map(decoded), parameters: new URLSearchParams(query) };
}
