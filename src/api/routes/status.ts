// GET /status: the pools and their members.
import { viewStatus } from '../../operate/status-view.js';
import { statusView } from '../../view/status.js';
import type { ControlledServer } from '../controlled-server.js';
import { ACCESS, jsonRoute, nothing } from '../route.js';

export const status = jsonRoute({
  method: 'GET',
  path: '/status',
  access: ACCESS.READ,
  summary: 'the pools and their members',
  input: nothing,
  output: statusView,
  run: ({ bound, health, descriptors }: ControlledServer) =>
    viewStatus(bound, health.snapshot(), descriptors.view()),
});
