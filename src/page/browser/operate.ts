// Has the server change something: with a token, which is asked for where one is needed.
import { post, Refusal, refusalText } from './api.js';
import { token } from './session.js';
import { askForToken } from './token-dialog.js';

/** @throws Refusal */
export async function operate<View>(path: string, body: object): Promise<View> {
  if (token() === undefined && !(await askForToken())) throw new Refusal(401, 'an order needs a token');
  try {
    return await post<View>(path, body);
  } catch (error) {
    const needsToken = error instanceof Refusal && (error.status === 401 || error.status === 403);
    if (!needsToken || !(await askForToken(refusalText(error)))) throw error;
    return post<View>(path, body);
  }
}
