// Closes what a test has opened. Many files share a process, so that a hook in a file they import would be set by the first of them only.
import { afterEach } from 'vitest';
import { closeAll } from './closings.js';

afterEach(closeAll);
