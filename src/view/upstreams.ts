// The upstreams that names are forwarded to.
import { z } from 'zod';
import { upstreamHost, upstreamView } from './status.js';

export const upstreamsView = z
  .strictObject({
    upstreams: z.array(upstreamView).readonly(),
    hosts: z.array(upstreamHost).readonly().describe('Upstreams that are given by name.'),
  })
  .readonly();
