/** How the parts of a long text are called, on the screen and in a file. */

import type { Place, Section } from "../backend/backend";

/** The words it takes. */
export interface Naming {
  place: (place: Place) => string;
  part: (number: number) => string;
}

/** The title of a section, or where it is, or else which of all it is. */
export function heading(section: Section, at: number, words: Naming): string {
  return section.title || (section.place && words.place(section.place)) || words.part(at + 1);
}

/** Where a section begins, as far as its heading does not tell. */
export function beside(section: Section, words: Naming): string {
  return section.title ? placed(section.place, section, words) : "";
}

/** Where something stands, as far as the heading of its section does not tell. */
export function placed(place: Place | null | undefined, section: Section | undefined, words: Naming): string {
  if (!place) return "";
  const { section: above, ...rest } = place;
  const known = above != null && (above === section?.title || above === section?.place?.section);
  return words.place(known ? rest : place);
}
