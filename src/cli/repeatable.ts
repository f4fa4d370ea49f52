// Flags that may be given more than once.

/** For commander: the value behind those that came before it. */
export const collect = (value: string, former: string[] = []): string[] => [...former, value];
