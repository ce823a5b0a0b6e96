/** What the window says in passing, with a way back where there is one. One notice at a time; it goes by itself. */

export interface Notice {
  text: string;
  undo?: () => void;
}

const STAYS = 7000;

export class Notices {
  current: Notice | undefined = $state.raw();
  #timer: ReturnType<typeof setTimeout> | undefined;

  say(text: string, undo?: () => void): void {
    clearTimeout(this.#timer);
    this.current = undo ? { text, undo } : { text };
    this.#timer = setTimeout(() => this.leave(), STAYS);
  }

  undo(): void {
    const back = this.current?.undo;
    this.leave();
    back?.();
  }

  leave(): void {
    clearTimeout(this.#timer);
    this.current = undefined;
  }
}
