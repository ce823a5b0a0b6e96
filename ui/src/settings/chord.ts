/** The keys that a person presses, as the host writes them. */

/** No keys. */
export const NONE = "none";

/** What a desktop is to run at a key, and how those with a file for it write that there. */
export const COMMAND = "stet capture";
export const BINDINGS = {
  Sway: `bindsym Ctrl+Shift+space exec ${COMMAND}`,
  Hyprland: `bind = CTRL SHIFT, SPACE, exec, ${COMMAND}`,
};

const MODIFIERS = new Set(["Control", "Shift", "Alt", "Meta", "AltGraph", "CapsLock"]);

/** The chord of a key press, `cancel` for Esc; nothing as long as only modifiers are down. */
export function chord(event: KeyboardEvent): string | undefined {
  const bare = !event.ctrlKey && !event.altKey && !event.metaKey && !event.shiftKey;
  if (MODIFIERS.has(event.key) || event.code === "") return undefined;
  if (bare && event.key === "Escape") return "cancel";
  if (bare && (event.key === "Backspace" || event.key === "Delete")) return NONE;
  const held = [
    event.ctrlKey && "Ctrl",
    event.altKey && "Alt",
    event.shiftKey && "Shift",
    event.metaKey && "Super",
  ].filter(Boolean);
  // By the place on the keyboard, as the host grabs it: a letter with Shift is still that letter.
  const key = event.code.replace(/^(Key|Digit)/, "");
  return [...held, key].join("+");
}
