// The parameters of every function, method, arrow and signature of a source.
import { codeOf } from './code.js';

/** A list of parameters. */
export interface ParameterList {
  /** From 1 on. */
  readonly line: number;
  /** What stands before it: the name of the function, or of what it is given to; may be empty. */
  readonly name: string;
  readonly count: number;
}

/** `name: T`, `name?: T`, `name = …`, `...rest: T`, `{ a, b }: T`; with the modifiers of a constructor's. */
const PARAMETER =
  /^(?:(?:public|private|protected|readonly|override)\s+)*(?:\.\.\.)?(?:[\w$]+|\{[\s\S]*\}|\[[\s\S]*\])\s*\??\s*(?::|=(?!=))/;

const OPENING = '([{';
const CLOSING = ')]}';

/** The pieces between top-level commas, and where the list ends; undefined when it is none, as with a semicolon in it. */
function pieces(code: string, from: number): { readonly list: string[]; readonly end: number } | undefined {
  const list: string[] = [];
  let depth = 0;
  let angles = 0;
  let piece = from + 1;
  const end = (at: number) => list.push(code.slice(piece, at).trim());
  for (let at = from + 1; at < code.length; at++) {
    const char = code[at];
    if (depth === 0 && char === ')') {
      end(at);
      return { list, end: at };
    }
    if (depth === 0 && char === ';') return undefined;
    if (OPENING.includes(char)) depth++;
    else if (CLOSING.includes(char)) depth--;
    // Written by the formatter: a comparison has blanks around it, the arguments of a type have none.
    else if (char === '<' && /[\w$]/.test(code[at - 1]) && !/[\s=]/.test(code[at + 1])) angles++;
    else if (char === '>' && angles > 0 && code[at - 1] !== '=') angles--;
    if (char === ',' && depth === 0 && angles === 0) {
      end(at);
      piece = at + 1;
    }
  }
  return undefined;
}

/** `name`, `constructor`, `#name`, the constant that an arrow is given to. */
export function nameBefore(code: string): string {
  const head = code.replace(/(?:\basync\s*|<[^()]*>\s*)+$/, '');
  const direct = /([\w$#]+)\s*$/.exec(head)?.[1] ?? 'function';
  const given = /([\w$#]+)\??\s*(?::[^:;=(){}]*)?[=:]\s*(?:function\s*)?$/.exec(head)?.[1] ?? '';
  return direct === 'function' ? given : direct;
}

/** All lists of parameters. */
export function parameterLists(text: string): ParameterList[] {
  const code = codeOf(text);
  const found: ParameterList[] = [];
  let line = 1;
  let counted = 0;
  for (let at = code.indexOf('('); at >= 0; at = code.indexOf('(', at + 1)) {
    const read = pieces(code, at);
    if (read === undefined) continue;
    const list = read.list.filter(piece => piece !== '' && !/^this\s*:/.test(piece));
    const isArrow = /^\)\s*(?::[^;={}()]*)?=>/.test(code.slice(read.end, read.end + 200));
    if (!isArrow && !(list.length > 0 && list.every(piece => PARAMETER.test(piece)))) continue;
    line += code.slice(counted, at).split('\n').length - 1;
    counted = at;
    found.push({ line, name: nameBefore(code.slice(Math.max(0, at - 200), at)), count: list.length });
  }
  return found;
}
