// Colours in a terminal.

export const COLOURS = {
  green: '\u001b[32m',
  red: '\u001b[31m',
  yellow: '\u001b[33m',
  bold: '\u001b[1m',
} as const;
export type Colour = keyof typeof COLOURS;

const RESET = '\u001b[0m';

/** Whether what is printed goes to a terminal that shows colours. @param stream where it is printed */
export function isColoured(stream: { readonly isTTY?: boolean } = process.stdout): boolean {
  return stream.isTTY === true && !process.env.NO_COLOR;
}

export function paint(text: string, colour: Colour): string {
  return `${COLOURS[colour]}${text}${RESET}`;
}
