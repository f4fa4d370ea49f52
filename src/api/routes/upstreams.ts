// GET upstreams: whom names are forwarded to, and whether they reply.
import { upstreamsView } from '../../view/upstreams.js';
import { ACCESS } from '../access.js';
import type { ControlledServer } from '../controlled-server.js';
import { jsonRoute, nothing } from '../route.js';

export const upstreams = jsonRoute({
  method: 'GET',
  path: '/api/v1/upstreams',
  access: ACCESS.READ,
  summary: 'the upstreams that names are forwarded to',
  input: nothing,
  output: upstreamsView,
  run({ parts }: ControlledServer) {
    const { upstreams: all, upstreamHosts: hosts = [] } = parts;
    return { upstreams: all, hosts };
  },
});
