// Writes the JSON Schemas to the folder `schema/` of the project; run by `npm run schema`.
import { writeFileSync } from 'node:fs';
import { schemaFiles } from './json-schema.js';

for (const [name, text] of Object.entries(schemaFiles()))
  writeFileSync(new URL(`../../schema/${name}`, import.meta.url), text);
