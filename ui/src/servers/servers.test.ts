import { fireEvent } from "@testing-library/svelte";
import { beforeEach, describe, expect, it } from "vitest";
import { server } from "../backend/away";
import type { Scripted } from "../backend/scripted";
import { fill, get, has, open, pick, press, settle, text } from "../test/window";

let backend: Scripted;

beforeEach(async () => {
  backend = await open((backend) => {
    const home = { url: "http://localhost:11434/v1", onThisMachine: true, keyPlace: null };
    backend.servers = {
      servers: [server("Work", { always: ["friendly"] }), server("Home", home)],
      used: null,
    };
  });
  await press("place-settings");
});

describe("the servers", () => {
  it("are told with what they are, and none is used until one is chosen", async () => {
    expect((get("use-none") as HTMLInputElement).checked).toBe(true);
    expect(text("server-Work")).toMatch(/Work Elsewhere.*llm\.example\.org · qwen2\.5:72b/);
    expect(text("key-Work")).toBe("Key kept in the keyring of the desktop (Secret Service)");
    expect(text("server-Home")).toMatch(/Home On this machine/);
    expect(text("key-Home")).toBe("No key");
    await press("use-Work");
    expect(backend.servers.used).toBe("Work");
    await press("use-none");
    expect(backend.servers.used).toBeNull();
  });

  it("are added, with a key that goes in and is never seen again", async () => {
    await press("add-server");
    expect(document.activeElement).toBe(get("server-name"));
    expect((get("server-save") as HTMLButtonElement).disabled).toBe(true);
    await fill("server-name", " Lab ");
    await fill("server-url", "https://lab.example.com/v1");
    await fill("server-model", "llama3.1:70b");
    expect((get("server-key") as HTMLInputElement).type).toBe("password");
    await fill("server-key", "sk-secret");
    await fill("server-ca", "/etc/lab.pem");
    await press("server-save");
    expect(backend.keys).toEqual([["Lab", "sk-secret"]]);
    expect(backend.servers.servers.at(-1)).toMatchObject({
      ...{ name: "Lab", url: "https://lab.example.com/v1", model: "llama3.1:70b" },
      ...{ contextTokens: 8192, caFile: "/etc/lab.pem", proxy: null },
    });
    expect(has("server-form")).toBe(false);
    expect(document.body.innerHTML).not.toContain("sk-secret");
    expect(document.activeElement).toBe(get("add-server"));
  });

  it("are changed, and keep their key unless it is removed", async () => {
    await press("edit-Work");
    expect((get("server-name") as HTMLInputElement).readOnly).toBe(true);
    expect((get("server-key") as HTMLInputElement).value).toBe("");
    await fill("server-model", "other");
    await press("server-save");
    await press("edit-Work");
    await fireEvent.click(get("server-keyless"));
    await press("server-save");
    expect(backend.keys).toEqual([
      ["Work", null],
      ["Work", ""],
    ]);
    expect(text("server-Work")).toMatch(/other/);
    expect(text("key-Work")).toBe("No key");
  });

  it("that the host refuses stay in the form", async () => {
    await press("edit-Work");
    backend.refusal = { code: "usage", message: "That is no address." };
    await press("server-save");
    expect(text("failure")).toMatch(/That is no address/);
    expect(has("server-form")).toBe(true);
    await fireEvent.keyDown(get("server-form"), { key: "Escape" });
    await settle();
    expect(has("server-form")).toBe(false);
  });

  it("are tried, and say what they have or why not", async () => {
    backend.check = { models: ["a", "b"], known: false };
    await press("test-Work");
    expect(text("check-Work")).toBe("It answers. It has 2 models: a, b qwen2.5:72b is not one of them.");
    backend.refusal = { code: "server-key", message: "401 from the server.", hint: "Set another key." };
    await press("test-Work");
    expect(text("failure")).toBe(
      "The server wants another key 401 from the server. Set another key. Try again",
    );
    backend.refusal = undefined;
    backend.check = { models: null, known: null };
    await press("retry");
    expect(text("check-Work")).toBe("It answers.");
  });

  it("are removed once that is certain", async () => {
    await press("remove-Home");
    expect(has("server-Home")).toBe(true);
    await press("confirm-no");
    expect(has("server-Home")).toBe(true);
    await press("remove-Home");
    await press("confirm-yes");
    expect(has("server-Home")).toBe(false);
    expect(backend.servers.servers.map(({ name }) => name)).toEqual(["Work"]);
  });

  it("ask again for what was allowed for good", async () => {
    await press("revoke-friendly");
    expect(backend.servers.servers.find(({ name }) => name === "Work")?.always).toEqual([]);
    expect(has("revoke-friendly")).toBe(false);
  });

  it("are offered beside results as soon as one is used", async () => {
    await press("use-Work");
    await press("place-write");
    expect(document.body.textContent).toContain("Goes to Work only when you say so.");
  });
});

describe("what may be sent", () => {
  it("is chosen line by line", async () => {
    await pick("cloud-policy", "automatic");
    await fireEvent.change(get("cloud-longer-than"), { target: { value: "4000" } });
    await press("cloud-when-rejected");
    await fireEvent.change(get("cloud-excluded"), { target: { value: "Vault" } });
    await pick("cloud-hide", "everything");
    await pick("cloud-keep", "forever");
    await press("cloud-keep-payloads");
    await settle();
    expect(backend.patches).toEqual([
      { "cloud.policy": "automatic" },
      { "cloud.longerThan": 4000 },
      { "cloud.whenRejected": false },
      { "cloud.excluded": "Vault" },
      { "cloud.hide": "everything" },
      { "cloud.keep": "forever" },
      { "cloud.keepPayloads": true },
    ]);
  });

  it("needs no rules when it is nothing", async () => {
    await pick("cloud-policy", "never");
    expect(has("cloud-tools")).toBe(false);
    expect(has("cloud-keep")).toBe(true);
  });
});
