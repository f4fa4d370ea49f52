// GET version: which program this is.
import { FORM_VERSION } from '../../view/form-version.js';
import { releaseView } from '../../view/release.js';
import { VERSION } from '../../view/version.js';
import { ACCESS } from '../access.js';
import { jsonRoute, nothing } from '../route.js';

export const version = jsonRoute({
  method: 'GET',
  path: '/api/v1/version',
  access: ACCESS.READ,
  summary: 'which program this is, and what runs it',
  input: nothing,
  output: releaseView,
  run: () => ({
    release: VERSION,
    api: FORM_VERSION,
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
  }),
});
