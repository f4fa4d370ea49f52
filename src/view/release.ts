// Which program a server is, and what runs it.
import { z } from 'zod';
import { identity } from './server.js';

export const releaseView = z
  .strictObject({
    release: identity.release,
    api: z.int().describe('The version of the API, which is in its paths.'),
    node: z.string().describe('The version of Node.js that runs it.'),
    platform: z.string().describe('Operating system and architecture, as in `linux x64`.'),
  })
  .readonly();
