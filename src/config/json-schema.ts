// JSON Schemas for editors, generated from the schemas that the files are validated with.
import { z } from 'zod';
import { zoneSchema } from '../zone/yaml/zone-schema.js';
import { configSchema } from './schema.js';

function jsonSchema(schema: z.ZodType, title: string): string {
  const generated = z.toJSONSchema(schema, { io: 'input', target: 'draft-7', unrepresentable: 'any' });
  return `${JSON.stringify({ title, ...generated }, null, 2)}\n`;
}

/** File names under `schema/` and their texts. */
export function schemaFiles(): Record<string, string> {
  return {
    'rondo.schema.json': jsonSchema(configSchema, 'rondo.yaml'),
    'zone.schema.json': jsonSchema(zoneSchema, 'Zone file of Rondo'),
  };
}
