/** So many suggestions are shown at a time; a book's worth of cards at once would make the window crawl. */
export const SHOWN = 100;
