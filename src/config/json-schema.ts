// JSON Schemas: for editors those of the files, for programs those of what they are shown as JSON.
import { z } from 'zod';
import { type FormName, formOf, JSON_FORMS } from '../view/json-forms.js';
import { zoneSchema } from '../zone/yaml/zone-schema.js';
import { configSchema } from './schema.js';

function jsonSchema(schema: z.ZodType, title: string): string {
  const generated = z.toJSONSchema(schema, { io: 'input', target: 'draft-7', unrepresentable: 'any' });
  return `${JSON.stringify({ title, ...generated }, null, 2)}\n`;
}

/** Those of files: their names under `schema/` and their texts. */
export function schemaFiles(): Record<string, string> {
  return {
    'rondo.schema.json': jsonSchema(configSchema, 'rondo.yaml'),
    'zone.schema.json': jsonSchema(zoneSchema, 'Zone file of Rondo'),
  };
}

/** Fields may be added, so whoever reads must not mind those that it does not know. */
function withFurtherFields({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  delete jsonSchema.additionalProperties;
}

function formSchema(name: FormName): string {
  const generated = z.toJSONSchema(formOf(name), { target: 'draft-7', override: withFurtherFields });
  return `${JSON.stringify({ title: `Rondo: ${name}`, ...generated }, null, 2)}\n`;
}

/** Those of what is shown as JSON: their names under `schema/` and their texts. */
export function formSchemaFiles(): Record<string, string> {
  const names = Object.keys(JSON_FORMS) as FormName[];
  return Object.fromEntries(names.map(name => [`json/${name}.schema.json`, formSchema(name)]));
}
