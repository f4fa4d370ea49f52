// The description of the API for programs (OpenAPI 3.1), made of the table of routes and the forms that they have.
import { z } from 'zod';
import { Turns } from '../time/turns.js';
import { type FormName, formOf, JSON_FORMS } from '../view/json-forms.js';
import { NAMED_PARTS } from '../view/named-parts.js';
import { VERSION } from '../view/version.js';
import { ACCESS } from './access.js';
import type { ControlledServer } from './controlled-server.js';
import type { Route } from './route.js';
import { parameterIn } from './route-table.js';

type Json = Readonly<Record<string, unknown>>;
type AnyRoute = Route<ControlledServer>;

/** `zone-records`: ZoneRecords. */
function pascalCase(text: string): string {
  return text.replace(/(?:^|[^a-z0-9]+)([a-z0-9])/gi, (_, first: string) => first.toUpperCase());
}

const names = z.registry<{ id: string }>();
for (const [id, part] of Object.entries(NAMED_PARTS)) names.add(part, { id });

/** Fields may be added to what is sent, so whoever reads must not mind those that it does not know. */
function forReaders({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  delete jsonSchema.additionalProperties;
  forAll({ jsonSchema });
}

/** Leaves out what says nothing. */
function forAll({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  delete jsonSchema.readOnly;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
}

/** The schemas of components, by name. */
class Components {
  readonly schemas: Record<string, Json> = {};

  /** Adds a schema and the parts that have names of their own. @returns a reference to it */
  add(name: string, schema: z.ZodType, io: 'input' | 'output'): Json {
    if (this.schemas[name] === undefined) {
      const override = io === 'input' ? forAll : forReaders;
      const { $schema: _, $defs = {}, ...made } = z.toJSONSchema(schema, { metadata: names, io, override });
      const all = { ...$defs, [name]: made };
      for (const [each, text] of Object.entries(all))
        this.schemas[each] ??= JSON.parse(
          JSON.stringify(text).replaceAll('#/$defs/', '#/components/schemas/'),
        );
    }
    return { $ref: `#/components/schemas/${name}` };
  }
}

/** The parameters of a GET, those in its path first. */
function parametersOf({ path, input }: AnyRoute): Json[] {
  const { properties = {}, required = [] } = z.toJSONSchema(input, { io: 'input', override: forAll });
  const inPath = path.split('/').flatMap(segment => parameterIn(segment) ?? []);
  const parameters = Object.entries(properties).map(([name, property]): Json => {
    const { description, ...schema } = property as z.core.JSONSchema.BaseSchema;
    const isInPath = inPath.includes(name);
    return {
      name,
      in: isInPath ? 'path' : 'query',
      ...(isInPath || required.includes(name) ? { required: true } : {}),
      ...(description === undefined ? {} : { description }),
      schema,
    };
  });
  return parameters.sort((a, b) => Number(b.in === 'path') - Number(a.in === 'path'));
}

/** By how a route sends its views. */
const MEDIA_TYPES = {
  json: 'application/json',
  object: 'application/json',
  lines: 'application/x-ndjson',
  stream: 'text/event-stream',
} as const;

function contentOf(route: AnyRoute, components: Components): Json {
  if (route.sends === 'text' || route.sends === 'parts')
    return { [route.contentType ?? 'text/plain']: { schema: { type: 'string' } } };
  const name = (Object.keys(JSON_FORMS) as FormName[]).find(each => JSON_FORMS[each].view === route.output);
  if (name === undefined) throw new TypeError(`${route.path} replies with no form`);
  const schema = components.add(pascalCase(name), formOf(name), 'output');
  return { [MEDIA_TYPES[route.sends]]: { schema } };
}

/** A name for programs that are made of the document: `getZonesZoneRecords`. */
function operationId({ method, path }: AnyRoute): string {
  return method.toLowerCase() + pascalCase(path.replace(/^\/api\/v\d+\//, ''));
}

function operationOf(route: AnyRoute, components: Components): Json {
  const { method, access, summary } = route;
  const isRead = access === ACCESS.READ;
  const id = operationId(route);
  const parameters = method === 'GET' ? parametersOf(route) : [];
  const content = () => {
    const schema = components.add(`${id[4].toUpperCase()}${id.slice(5)}Request`, route.input, 'input');
    return { 'application/json': { schema } };
  };
  return {
    operationId: id,
    summary,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(method === 'GET' ? {} : { requestBody: { required: true, content: content() } }),
    responses: {
      200: { description: summary, headers: HEADERS, content: contentOf(route, components) },
      default: { $ref: '#/components/responses/Error' },
    },
    security: isRead ? [{}, { bearer: [] }] : [{ bearer: [] }],
  };
}

const HEADERS = {
  'Cache-Control': { required: true, schema: { const: 'no-store' } },
  'X-Content-Type-Options': { required: true, schema: { const: 'nosniff' } },
} as const;

const ABOUT = `What a Rondo server shows, and the orders that it takes. Each JSON value has the version of its form. In version 1
fields and words may be added; none is renamed, removed, or gets another meaning. The control socket of the server serves the same
paths, without tokens.`;

/** Describes these routes. Of many that takes some milliseconds, in turns. */
export async function openApiDocument(routes: readonly AnyRoute[]): Promise<Json> {
  const components = new Components();
  const turns = new Turns();
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) {
    paths[route.path] = {
      ...paths[route.path],
      [route.method.toLowerCase()]: operationOf(route, components),
    };
    if (turns.isOver) await turns.pass();
  }
  const schema = components.add('Error', formOf('error'), 'output');
  const content = { 'application/json': { schema } };
  return {
    openapi: '3.1.0',
    info: { title: 'Rondo', version: VERSION, description: ABOUT.replaceAll('\n', ' '), license: LICENSE },
    paths,
    components: {
      schemas: components.schemas,
      responses: { Error: { description: 'Why nothing comes of the request.', headers: HEADERS, content } },
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', description: 'A token of the server.' } },
    },
  };
}

const LICENSE = { name: 'MIT', identifier: 'MIT' } as const;
