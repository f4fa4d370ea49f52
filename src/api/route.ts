// A route: what is asked for under a method and a path, what comes of it, and who may ask.
import { z } from 'zod';
import type { LiveConnection } from '../operate/live-reader.js';
import { ACCESS, type Access } from './access.js';
import type { Asker } from './asker.js';

/** What all routes say of themselves. */
interface Described<In extends z.ZodType, Out extends z.ZodType> {
  readonly method: 'GET' | 'POST';
  /** `{name}` stands for any segment, which is the parameter of that name. */
  readonly path: `/${string}`;
  readonly access: Access;
  /** A few words for a list of routes. */
  readonly summary: string;
  /** Of the parameters of a GET, or of the body of a POST. */
  readonly input: In;
  /** Of the reply; where lines are sent, of each. */
  readonly output: Out;
}

/**
 * Replies with one JSON value.
 * @throws RequestError when the request cannot be met
 */
export interface JsonRoute<Server, In extends z.ZodType = z.ZodType, Out extends z.ZodType = z.ZodType>
  extends Described<In, Out> {
  readonly sends: 'json';
  run(server: Server, input: z.output<In>, asker: Asker): z.output<Out> | Promise<z.output<Out>>;
}

/** Replies with one JSON value a line, for as long as there are more and somebody reads. */
export interface LinesRoute<Server, In extends z.ZodType = z.ZodType, Out extends z.ZodType = z.ZodType>
  extends Described<In, Out> {
  readonly sends: 'lines';
  /** `return` of the iterator is called when nobody reads any more; it may be while `next` waits. */
  run(server: Server, input: z.output<In>, asker: Asker): AsyncIterableIterator<z.output<Out>>;
}

/** An object of which lists may come one item after another. */
export type InParts<View> = {
  readonly [Key in keyof View]:
    | View[Key]
    | (View[Key] extends readonly (infer Item)[] ? AsyncGenerator<Item, void, void> : never);
};

/**
 * Replies with one JSON object, which may be long.
 * @throws RequestError when the request cannot be met
 */
export interface ObjectRoute<Server, In extends z.ZodType = z.ZodType, Out extends z.ZodType = z.ZodType>
  extends Described<In, Out> {
  readonly sends: 'object';
  run(server: Server, input: z.output<In>, asker: Asker): Promise<InParts<z.output<Out>>>;
}

/** A text that is no form. */
export const textPage = z.strictObject({
  text: z.string(),
  /** 200 when absent. */
  status: z.int().optional(),
  /** That of the route when absent. */
  contentType: z.string().optional(),
  /** Further headers, which go over the usual ones. */
  headers: z.record(z.string(), z.string()).optional(),
});
export type TextPage = Readonly<z.output<typeof textPage>>;

/** What routes of texts say of themselves. */
interface DescribedText<In extends z.ZodType> extends Described<In, typeof textPage> {
  /** Plain text when absent. */
  readonly contentType?: string;
}

/** Replies with a text. */
export interface TextRoute<Server> extends DescribedText<z.ZodType> {
  readonly sends: 'text';
  run(server: Server): TextPage | Promise<TextPage>;
}

/** A text that comes in parts. */
export interface TextParts {
  /** That of the route when absent. */
  readonly contentType?: string;
  /** Further headers, which go over the usual ones. */
  readonly headers?: Readonly<Record<string, string>>;
  /** `return` is called when nobody reads any more. */
  readonly parts: AsyncGenerator<string, void, void>;
}

/** Replies with a long text, one part after another. @throws RequestError when the request cannot be met */
export interface PartsRoute<Server, In extends z.ZodType = z.ZodType> extends DescribedText<In> {
  readonly sends: 'parts';
  run(server: Server, input: z.output<In>): TextParts | Promise<TextParts>;
}

/** Begins to send, and gives back what ends that. @param after the number of the last event that the client knows */
export type Join = (connection: LiveConnection, after: number | undefined) => () => void;

/** Replies with server-sent events, for as long as somebody reads; the output has the data of each under its name. */
export interface StreamRoute<Server, In extends z.ZodType = z.ZodType, Out extends z.ZodType = z.ZodType>
  extends Described<In, Out> {
  readonly sends: 'stream';
  run(server: Server, input: z.output<In>): Promise<Join>;
}

export type Route<Server> =
  | JsonRoute<Server>
  | ObjectRoute<Server>
  | LinesRoute<Server>
  | StreamRoute<Server>
  | TextRoute<Server>
  | PartsRoute<Server>;

/** No parameters. */
export const nothing = z.strictObject({});

/** Lets the compiler hold `run` against the schemas. */
export function jsonRoute<Server, In extends z.ZodType, Out extends z.ZodType>(
  route: Omit<JsonRoute<Server, In, Out>, 'sends'>,
): JsonRoute<Server, In, Out> {
  return { ...route, sends: 'json' };
}

/** As {@link jsonRoute}. */
export function linesRoute<Server, In extends z.ZodType, Out extends z.ZodType>(
  route: Omit<LinesRoute<Server, In, Out>, 'sends'>,
): LinesRoute<Server, In, Out> {
  return { ...route, sends: 'lines' };
}

/** As {@link jsonRoute}. */
export function objectRoute<Server, In extends z.ZodType, Out extends z.ZodType>(
  route: Omit<ObjectRoute<Server, In, Out>, 'sends'>,
): ObjectRoute<Server, In, Out> {
  return { ...route, sends: 'object' };
}

/** As {@link jsonRoute}. */
export function streamRoute<Server, In extends z.ZodType, Out extends z.ZodType>(
  route: Omit<StreamRoute<Server, In, Out>, 'sends'>,
): StreamRoute<Server, In, Out> {
  return { ...route, sends: 'stream' };
}

/** What pages that anybody may read have in common, whatever parameters are sent along. */
const PAGE = { method: 'GET', access: ACCESS.OPEN, input: z.object({}), output: textPage } as const;

/** A page that anybody may read. */
export function textRoute<Server>(
  route: Pick<TextRoute<Server>, 'path' | 'summary' | 'run'>,
): TextRoute<Server> {
  return { ...route, ...PAGE, sends: 'text' };
}

/** As {@link textRoute}, for a long text. */
export function partsRoute<Server>(
  route: Pick<PartsRoute<Server>, 'path' | 'summary' | 'run'>,
): PartsRoute<Server> {
  return { ...route, ...PAGE, sends: 'parts' };
}

/** A long text that depends on its parameters, for those who may look. */
export function pageRoute<Server, In extends z.ZodType>(
  route: Pick<PartsRoute<Server, In>, 'path' | 'summary' | 'input' | 'contentType' | 'run'>,
): PartsRoute<Server, In> {
  return { ...PAGE, ...route, access: ACCESS.READ, sends: 'parts' };
}
