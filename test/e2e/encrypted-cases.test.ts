// Runs every case file of test/cases over TLS and HTTPS, as `test/cases.test.ts` does in the clear.
import { join } from 'node:path';
import { readCases } from '../support/case-file.js';
import { runOver } from '../support/case-tests.js';

for (const file of readCases(join(import.meta.dirname, '../cases'))) runOver(['tls', 'https'], file);
