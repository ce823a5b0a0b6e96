/** How many words a text has as they are counted: between spaces, and each Chinese character for itself. */
export function words(text: string): number {
  return (
    text.match(
      /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[^\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{P}]+(?:[’'.,@-][^\s\p{Script=Han}\p{P}]+)*/gu,
    )?.length ?? 0
  );
}
