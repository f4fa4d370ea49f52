// Walks over all answers of the table, some sets at a time, so that nobody waits for it for long.
import { type Entry, readEntry, viewsOf } from './entry.js';
import { type SlotClass, slotAt, slotClasses, WAYS } from './layout.js';

/** Slots that are looked at in one go: a millisecond's worth when all are full. */
const SLOTS_AT_ONCE = 512;

const others = () => new Promise<void>(resolve => setImmediate(resolve));

/**
 * Calls back for each answer in the table as it stands then; the thread sees to others in between.
 * @param pause awaited now and then before that
 */
export async function walkTable(
  memory: SharedArrayBuffer,
  see: (entry: Entry) => void,
  pause?: () => Promise<void>,
): Promise<void> {
  const views = viewsOf(memory);
  let looked = 0;
  for (const slots of slotClasses(memory)) {
    for (let tag = 0; tag < slots.sets * WAYS; tag++) {
      if (++looked % SLOTS_AT_ONCE === 0) {
        await pause?.();
        await others();
      }
      if (views.words[slots.tagAt + tag] === 0) continue;
      const entry = readEntry(views, slotAt(slots, tag), slots);
      if (entry !== undefined) see(entry);
    }
  }
}

/** The slots that an offset lies in. */
export function classAt(classes: readonly [SlotClass, SlotClass], base: number): SlotClass {
  return base < classes[1].slotsAt ? classes[0] : classes[1];
}
