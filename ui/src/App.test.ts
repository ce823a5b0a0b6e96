import { fireEvent, render, screen } from "@testing-library/svelte";
import { beforeEach, describe, expect, it } from "vitest";
import App from "./App.svelte";
import { Scripted } from "./backend/scripted";
import { correct, found, origin, proofread } from "./samples";

const TEXT = "  the libary\nis clsoed .";

let backend: Scripted;

async function press(id: string) {
  await fireEvent.click(screen.getAllByTestId(id)[0] ?? expect.fail(id));
}

beforeEach(async () => {
  backend = new Scripted();
  render(App, { backend });
  await screen.findByTestId("tool-proofread");
  await fireEvent.input(screen.getByTestId("text"), { target: { value: TEXT } });
});

describe("the window", () => {
  it("shows corrections as they come, accepts, dismisses, copies", async () => {
    await press("run");
    backend.send(found(correct(TEXT, "libary", "library")));
    const card = await screen.findByTestId("correction");
    expect(card.textContent).toMatch(/libary.*→.*library.*Did you mean.*Spelling.*Rules/s);
    // Neither more nor less white space than the text has.
    expect(screen.getByTestId("review").textContent).toBe(TEXT);

    backend.send(proofread(correct(TEXT, "libary", "library"), correct(TEXT, "clsoed", "closed")));
    await screen.findByTestId("origin");
    await press("accept");
    await press("dismiss");
    expect(screen.queryAllByTestId("correction")).toHaveLength(0);
    await press("copy");
    expect(backend.copied).toEqual(["  the library\nis clsoed ."]);
    expect(screen.getByTestId("origin").textContent).toBe("On this machine · llama · tiny · 1.2 s");
  });

  it("streams a rewrite and cancels it by the keyboard", async () => {
    await fireEvent.click(screen.getByLabelText("Rewrite"));
    await fireEvent.keyDown(window, { key: "Enter", ctrlKey: true });
    backend.send({ type: "text", alternative: 0, text: "Dear all" });
    expect((await screen.findByTestId("version")).textContent).toBe("Dear all");
    await fireEvent.keyDown(window, { key: "Escape" });
    expect(backend.cancelled).toHaveLength(1);
    expect(screen.getByTestId("status").textContent).toContain("Cancelled");
    expect(screen.getByTestId("version").textContent).toBe("Dear all");
  });

  it("says what failed and what to do, and what to know about a result", async () => {
    await press("run");
    backend.send({
      type: "failed",
      failure: { code: "model-missing", message: "No model.", hint: "Get one." },
    });
    const failure = await screen.findByTestId("failure");
    expect(failure.textContent).toMatch(/No model\.\s+Get one\./);

    await fireEvent.click(screen.getByLabelText("Summarize"));
    await press("run");
    const points = [
      { text: "Ann pays", sources: [], checked: true },
      { text: "Bob pays", sources: [], checked: false },
    ];
    const warnings = [{ code: "truncated", message: "The end is missing." }];
    const result = { type: "key-points", text: "- Ann pays\n- Bob pays", points, ...origin, warnings };
    backend.send({ type: "summary", result });
    expect((await screen.findByTestId("unchecked")).textContent).toMatch(/Bob pays/);
    expect(screen.getByTestId("unchecked").textContent).not.toMatch(/Ann pays/);
    expect(screen.getByTestId("warnings").textContent).toContain("The end is missing.");
    expect(screen.queryByTestId("failure")).toBeNull();
  });

  it("offers only models that are there", async () => {
    const options = [...screen.getByTestId("model").querySelectorAll("option")];
    expect(options.map((option) => [option.textContent?.trim(), option.disabled])).toEqual([
      ["Default (Standard)", false],
      ["Standard", false],
      ["Large (not downloaded)", true],
    ]);
  });
});
