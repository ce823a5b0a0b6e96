import { fireEvent, screen } from "@testing-library/svelte";
import { beforeEach, describe, expect, it } from "vitest";
import type { Scripted } from "../backend/scripted";
import { fill, get, has, open, pick, press, settle, text } from "../test/window";

let backend: Scripted;

beforeEach(async () => {
  backend = await open();
  await press("place-settings");
});

describe("the settings", () => {
  it("change one field at a time, at once", async () => {
    await pick("dialect", "british");
    await pick("thoroughness", "careful");
    await pick("engine", "llama");
    await press("settings-private");
    await fireEvent.change(get("idle"), { target: { value: "5" } });
    await fireEvent.change(get("memory-limit"), { target: { value: "2048" } });
    await fireEvent.change(get("memory-limit"), { target: { value: "" } });
    await settle();
    expect(backend.patches).toEqual([
      { dialect: "british" },
      { thoroughness: "careful" },
      { engine: "llama" },
      { private: true },
      { idleMinutes: 5 },
      { memoryLimitMb: 2048 },
      { memoryLimitMb: null },
    ]);
  });

  it("take the keys that are pressed, say which are taken, and leave keys out", async () => {
    backend.taken = ["Ctrl+Alt+P"];
    const down = (keys: KeyboardEventInit) => fireEvent.keyDown(get("hotkey-proofread"), keys);
    await press("hotkey-proofread");
    expect(text("hotkey-proofread")).toBe("Press the keys…");
    await down({ key: "Control", code: "ControlLeft", ctrlKey: true });
    await down({ key: "π", code: "KeyP", ctrlKey: true, altKey: true });
    await settle();
    expect(text("hotkey-proofread")).toBe("Ctrl+Alt+P");
    expect(text("hotkey-proofread-problem")).toBe("Ctrl+Alt+P is taken.");
    await press("hotkey-proofread");
    await down({ key: "Escape", code: "Escape" });
    expect(text("hotkey-proofread")).toBe("Ctrl+Alt+P");
    await press("hotkey-proofread");
    await down({ key: "Backspace", code: "Backspace" });
    await settle();
    expect(text("hotkey-proofread")).toBe("None");
    expect(backend.patches).toEqual([{ "hotkeys.proofread": "Ctrl+Alt+P" }, { "hotkeys.proofread": "none" }]);
  });

  it("show the keys as a desktop gave them that has the last word", async () => {
    expect(text("hotkeys-hint")).toMatch(/^Click on keys/);
    backend.giveKeys("Press Meta+S");
    await settle();
    expect(text("hotkey-popup")).toBe("Press Meta+S");
    expect(text("hotkeys-hint")).toMatch(/^The desktop gives these keys/);
  });

  it("say what to bind where the desktop gives no keys", async () => {
    backend.keysGiven = false;
    await press("place-write");
    await press("place-settings");
    await settle();
    expect(text("hotkeys-bind")).toMatch(/bindsym Ctrl\+Shift\+space exec stet capture/);
    expect(has("hotkey-popup")).toBe(false);
  });

  it("name applications and people in one line, and nobody in an empty one", async () => {
    await fireEvent.change(get("excluded"), { target: { value: " Vault, Bank " } });
    await fireEvent.change(get("names"), { target: { value: "Ann, ann@example.com" } });
    await press("digest");
    await settle();
    await fireEvent.change(get("digest-people"), { target: { value: "" } });
    await settle();
    expect(backend.patches).toEqual([
      { "capture.excluded": "Vault, Bank" },
      { names: "Ann, ann@example.com" },
      { "digest.on": true },
      { "digest.people": null },
    ]);
  });

  it("watch the mail that was chosen, until told to stop", async () => {
    expect([text("mail-folder"), has("mail-stop")]).toEqual(["No mail is watched.", false]);
    await press("mail-choose-mbox");
    await press("mail-choose-maildir");
    expect(text("mail-folder")).toBe("/home/anna/Mail");
    await press("mail-stop");
    expect(text("mail-folder")).toBe("No mail is watched.");
    expect(backend.patches).toEqual([{ "mail.folder": "/home/anna/Mail" }, { "mail.folder": null }]);
  });

  it("speak Chinese at once, and English again", async () => {
    await press("language-zh-CN");
    expect(text("place-write")).toBe("写作");
    expect(document.documentElement.lang).toBe("zh-CN");
    await press("language-en");
    expect(text("place-write")).toBe("Write");
  });

  it("change the look at once", async () => {
    await press("theme-dark");
    expect(document.documentElement.dataset.theme).toBe("dark");
    await press("theme-system");
    expect(document.documentElement.dataset.theme).toBe("light");
  });

  it("that the host refuses stay as they were", async () => {
    backend.refusal = { code: "read-only", message: "The settings can't be written." };
    await pick("dialect", "indian");
    expect(text("failure")).toMatch(/can't be written/);
    expect((get("dialect") as HTMLSelectElement).value).toBe("american");
  });

  it("name what could not be read, and use the rest", async () => {
    document.body.replaceChildren();
    await open(
      (backend) => (backend.warnings = [{ code: "setting", message: 'theme: "pink" is no value.' }]),
    );
    await press("place-settings");
    expect(text("settings-warnings")).toMatch(/pink/);
    expect(has("dialect")).toBe(true);
  });

  it("that start runs as private count for the next run", async () => {
    await press("settings-private");
    await press("place-write");
    expect((get("private") as HTMLInputElement).checked).toBe(true);
  });

  it("show nothing about hotkeys until there are any", () => {
    expect(screen.queryByText("Hotkeys")).toBeNull();
  });
});

describe("the dictionary", () => {
  it("takes words and gives them up", async () => {
    await fill("new-word", " Stetson ");
    await press("add-word");
    expect(backend.dictionary).toContain("Stetson");
    expect(text("dictionary")).toMatch(/Stetson/);
    await fireEvent.click(screen.getByLabelText("Remove Larkspur"));
    await settle();
    expect(backend.dictionary).not.toContain("Larkspur");
  });
});

describe("own tools", () => {
  it("are saved, mistakes and all, and named", async () => {
    backend.ownTools.warnings = [{ code: "tools-file", message: "tools.toml:3: the kind is missing." }];
    await fill("own-tools", "[[tool]]\nid = 1");
    await press("save-tools");
    expect(backend.ownTools.text).toBe("[[tool]]\nid = 1");
    expect(text("tool-warnings")).toMatch(/1 mistake tools.toml:3/);
  });

  it("begin with an example", async () => {
    await press("example-tool");
    expect((get("own-tools") as HTMLTextAreaElement).value).toMatch(/pirate[\s\S]*id = "plain"/);
  });

  it("are tried on a sentence, privately", async () => {
    expect((get("test-tool") as HTMLSelectElement).value).toBe("pirate");
    await press("test-text-send");
    expect(backend.requests[0]).toMatchObject({ tool: "rewrite", tone: "pirate", private: true });
    const origin = { engine: "", model: null, adapter: null, local: true, reason: "", warnings: [] };
    const timing = { loadMs: 0, firstTokenMs: 0, totalMs: 0 };
    const alternatives = [{ text: "Arr!", diff: [] }];
    backend.send({ type: "rewrite", result: { alternatives, ...origin, timing } });
    await settle();
    expect(text("test-output")).toBe("Arr!");
  });
});
