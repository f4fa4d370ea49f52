// The functions of a source that have a body, and how many lines they take.
import { codeOf } from './code.js';
import { nameBefore } from './parameters.js';

/** A function with a body. */
export interface FunctionBody {
  /** Where its parameters begin, from 1 on. */
  readonly line: number;
  /** What stands before its parameters; may be empty. */
  readonly name: string;
  /** From there to its closing brace. */
  readonly lines: number;
}

const OPENING = '([{';
const CLOSING = ')]}';

/** What has parentheses and a block, and is no function. */
const STATEMENT = /\b(?:if|for|for await|while|switch|catch|with)\s*$/;

/** Where a bracket is closed. */
function closing(code: string, from: number): number {
  let depth = 0;
  for (let at = from; at < code.length; at++) {
    if (OPENING.includes(code[at])) depth++;
    else if (CLOSING.includes(code[at]) && --depth === 0) return at;
  }
  return code.length;
}

/** Where the body begins that belongs to a list which ends before `from`: behind its type and its arrow; -1 when there is none. */
function bodyAt(code: string, from: number): number {
  const next = /^\s*(?:=>\s*)?\{/.exec(code.slice(from, from + 100));
  if (next !== null) return from + next[0].length - 1;
  if (!/^\s*:/.test(code.slice(from, from + 100))) return -1;
  for (let at = from; at < code.length; at++) {
    if (code[at] === '{' && !/[:|&<,]\s*$/.test(code.slice(from, at))) return at;
    if (OPENING.includes(code[at])) at = closing(code, at);
    else if (CLOSING.includes(code[at]) || /[;?]/.test(code[at])) return -1;
    else if (code.startsWith('=>', at) && !/^=>\s*[\w({[]/.test(code.slice(at, at + 100))) return -1;
  }
  return -1;
}

/** All functions, methods, accessors and arrows with a body in braces. */
export function functionBodies(text: string): FunctionBody[] {
  const code = codeOf(text);
  const found: FunctionBody[] = [];
  const lineOf = (at: number) => code.slice(0, at).split('\n').length;
  for (let at = code.indexOf('('); at >= 0; at = code.indexOf('(', at + 1)) {
    const before = code.slice(Math.max(0, at - 200), at);
    if (STATEMENT.test(before)) continue;
    const body = bodyAt(code, closing(code, at) + 1);
    if (body < 0) continue;
    const line = lineOf(at);
    found.push({ line, name: nameBefore(before), lines: lineOf(closing(code, body)) - line + 1 });
  }
  return found;
}
