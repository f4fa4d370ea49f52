// Messages that want something else than an answer from the zones: what they want, and who completes the answers to them.
import { OPCODE } from '../dns/constants.js';
import { CONTROL, type Control } from './exchange.js';

/** What a message of another opcode than QUERY wants. */
export function controlOf(opcode: number): Control {
  if (opcode === OPCODE.NOTIFY) return CONTROL.NOTIFY;
  return opcode === OPCODE.UPDATE ? CONTROL.UPDATE : CONTROL.NONE;
}

/** Whether others complete the answer that was begun, and sign it. */
export function isCompleted(control: Control): boolean {
  return control === CONTROL.TRANSFER || control === CONTROL.UPDATE;
}
