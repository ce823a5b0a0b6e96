/** An address that stands alone on the paper: the page there can be read, once the writer says so. */

/** Characters of the longest text that is looked at. */
export const LONGEST = 2000;

export function address(text: string): string | undefined {
  return /^\s*(https?:\/\/[^\s/]\S*)\s*$/i.exec(text)?.[1];
}
