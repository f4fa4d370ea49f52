// GET /openapi.json: the description of the API for programs.
import { ACCESS } from '../access.js';
import type { ControlledServer } from '../controlled-server.js';
import { nothing, type Route, textPage } from '../route.js';

/** @param routes those that it describes */
export function openApi(routes: readonly Route<ControlledServer>[]): Route<ControlledServer> {
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
      // What few servers are ever asked for is loaded when it is.
      const { openApiDocument } = await import('../openapi.js');
      return { text: JSON.stringify(await openApiDocument(routes)) };
    },
  };
}
