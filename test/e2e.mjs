// `npm run test:e2e`: the tests that start servers and browsers.
import { once } from 'node:events';
import { startTests } from './tests.mjs';

const [status] = await once(await startTests('e2e', process.argv.slice(2)), 'close');
process.exitCode = status ?? 1;
