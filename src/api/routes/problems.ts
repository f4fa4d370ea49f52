// GET problems: what is wrong in the files, and whether the last edit is in force.
import { problemsView as viewOf } from '../../operate/problem-view.js';
import { problemsView } from '../../view/problem.js';
import { ACCESS } from '../access.js';
import type { ControlledServer } from '../controlled-server.js';
import { jsonRoute, nothing } from '../route.js';

export const problems = jsonRoute({
  method: 'GET',
  path: '/api/v1/problems',
  access: ACCESS.READ,
  summary: 'what is wrong in the files, with their lines, and whether the last edit is in force',
  input: nothing,
  output: problemsView,
  run: ({ configFile, state, parts }: ControlledServer) =>
    viewOf({ configFile, generation: state.generation, reload: parts.reload, last: state.lastReload }),
});
