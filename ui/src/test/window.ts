/** The window in a test: opened on a scripted host, and worked by the ids of its parts. */

import { fireEvent, render, screen } from "@testing-library/svelte";
import { EditorView } from "@codemirror/view";
import { tick } from "svelte";
import { expect } from "vitest";
import App from "../App.svelte";
import { Scripted } from "../backend/scripted";

export async function open(prepare: (backend: Scripted) => void = () => undefined): Promise<Scripted> {
  const backend = new Scripted();
  prepare(backend);
  render(App, { backend });
  await screen.findByTestId(backend.first ? "first-run" : "place-write");
  if (!backend.first) await screen.findByTestId("tool-proofread");
  return backend;
}

export function get(id: string): HTMLElement {
  return screen.getAllByTestId(id)[0] ?? expect.fail(id);
}

export function has(id: string): boolean {
  return screen.queryAllByTestId(id).length > 0;
}

export function text(id: string): string {
  return get(id).textContent?.replace(/\s+/g, " ").trim() ?? "";
}

export async function press(id: string): Promise<void> {
  await fireEvent.click((await screen.findAllByTestId(id))[0] ?? expect.fail(id));
  await settle();
}

export async function key(key: string, more: KeyboardEventInit = {}): Promise<void> {
  await fireEvent.keyDown(document.activeElement ?? window, { key, ...more });
  await settle();
}

export async function fill(id: string, value: string): Promise<void> {
  await fireEvent.input(get(id), { target: { value } });
}

export async function pick(id: string, value: string): Promise<void> {
  await fireEvent.change(get(id), { target: { value } });
  await settle();
}

/** Everything that waits on the host has heard from it. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 24; turn++) await Promise.resolve();
  await tick();
}

function editor(): EditorView {
  return EditorView.findFromDOM(get("text")) ?? expect.fail("the editor");
}

export async function write(text: string): Promise<void> {
  const view = editor();
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, userEvent: "input.type" });
  await settle();
}

/** Types at a place, as one would. */
export async function type(at: number, text: string): Promise<void> {
  editor().dispatch({ changes: { from: at, insert: text }, userEvent: "input.type" });
  await settle();
}

export async function select(from: number, to: number): Promise<void> {
  editor().dispatch({ selection: { anchor: from, head: to } });
  await settle();
}

export function written(): string {
  return editor().state.doc.toString();
}

/** What the marks of a kind are on. */
export function marked(kind: string): string[] {
  return [...document.querySelectorAll(`.cm-content .${kind}`)].map((mark) => mark.textContent ?? "");
}
