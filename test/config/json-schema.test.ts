// The JSON schemas that editors read are those of the code, and explain every key.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { formSchemaFiles, schemaFiles } from '../../src/config/json-schema.js';

it.each(Object.entries({ ...schemaFiles(), ...formSchemaFiles() }))(
  'schema/%s is up to date (if not: npm run schema)',
  (name, text) => {
    expect(readFileSync(`schema/${name}`, 'utf8')).toBe(text);
  },
);

it('describes every key, so that editors can explain it', () => {
  for (const text of Object.values(schemaFiles())) {
    const { properties, additionalProperties } = JSON.parse(text);
    expect(additionalProperties).toBe(false);
    for (const property of Object.values(properties)) expect(property).toHaveProperty('description');
  }
});

it.each(['rondo.yaml', 'zones/my-awesome-highload-app.local.yaml'])('%s names its schema', file => {
  const text = readFileSync(file, 'utf8');
  const [, path] = /^# yaml-language-server: \$schema=(\S+)$/m.exec(text) ?? [];
  const schema = JSON.parse(readFileSync(new URL(path, `file://${process.cwd()}/${file}`), 'utf8'));
  for (const key of Object.keys(parse(text))) expect(schema.properties).toHaveProperty(key);
});

it('lets readers meet fields that are added later', () => {
  for (const text of Object.values(formSchemaFiles())) {
    expect(text).not.toContain('additionalProperties');
    expect(JSON.parse(text).required).toContain('version');
  }
});
