// Writes the JSON Schemas to the folder `schema/` of the project; run by `npm run schema`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { formSchemaFiles, schemaFiles } from './json-schema.js';

const folder = new URL('../../schema/', import.meta.url);
mkdirSync(new URL('json/', folder), { recursive: true });
for (const [name, text] of Object.entries({ ...schemaFiles(), ...formSchemaFiles() }))
  writeFileSync(new URL(name, folder), text);
