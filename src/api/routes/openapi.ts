// GET /openapi.json: the description of the API for programs.
import { ACCESS } from '../access.js';
import type { ControlledServer } from '../controlled-server.js';
import { nothing, type Route, textPage } from '../route.js';

/** @param routes those that it describes */
export function openApi(routes: readonly Route<ControlledServer>[]): Route<ControlledServer> {
  // It is always the same, and takes tens of milliseconds: more than those who ask again and again may have.
  let text: Promise<string> | undefined;
  const make = async () => {
    // What few servers are ever asked for is loaded when it is.
    const { openApiDocument } = await import('../openapi.js');
    return JSON.stringify(await openApiDocument(routes));
  };
  return {
    method: 'GET',
    path: '/openapi.json',
    access: ACCESS.READ,
    summary: 'the description of the API for programs (OpenAPI 3.1)',
    contentType: 'application/json',
    input: nothing,
    output: textPage,
    sends: 'text',
    async run() {
      text ??= make();
      try {
        return { text: await text };
      } catch (error) {
        text = undefined;
        throw error;
      }
    },
  };
}
