/** Text that is still being written, cut into what has settled. Only whole sentences and lines are shown. */

const END = /[.!?…]["”’)\]]*(?=\s)|[。！？；]["”’」』）]*|\n/gu;

/** The sentences of `text` that are whole; joined they are a beginning of it. */
export function sentences(text: string): string[] {
  const whole: string[] = [];
  let done = 0;
  for (const match of text.matchAll(END)) {
    let end = match.index + match[0].length;
    while (end < text.length && /\s/.test(text.charAt(end))) end++;
    if (end <= done) continue;
    whole.push(text.slice(done, end));
    done = end;
  }
  return whole;
}
