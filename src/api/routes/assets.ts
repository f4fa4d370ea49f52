// GET /assets/…: the script of the pages, their style and their icon, which a browser may keep.
import { ASSETS } from '../assets.js';
import type { ControlledServer } from '../controlled-server.js';
import { textRoute } from '../route.js';

/** Another content has another name. */
const HEADERS = {
  'cache-control': 'public, max-age=31536000, immutable',
  'cross-origin-resource-policy': 'same-origin',
};

export const assetRoutes = ASSETS.map(({ path, text, contentType }) =>
  textRoute({
    path,
    summary: 'a file that the pages are made of',
    run: (_: ControlledServer) => ({ text, contentType, headers: HEADERS }),
  }),
);
