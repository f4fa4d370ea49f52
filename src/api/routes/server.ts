// GET server: which server this is.
import { resolve } from 'node:path';
import { identify } from '../../operate/status-view.js';
import { serverView } from '../../view/server.js';
import { ACCESS } from '../access.js';
import type { ControlledServer } from '../controlled-server.js';
import { jsonRoute, nothing } from '../route.js';

export const server = jsonRoute({
  method: 'GET',
  path: '/api/v1/server',
  access: ACCESS.READ,
  summary: 'which server this is',
  input: nothing,
  output: serverView,
  run: ({ bound, configFile }: ControlledServer) => ({
    ...identify(bound),
    ...(configFile === undefined ? {} : { configFile: resolve(configFile) }),
  }),
});
