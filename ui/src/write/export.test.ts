import { describe, expect, it } from "vitest";
import type { Point, Section } from "../backend/backend";
import { document as en } from "../messages/document.en";
import { document as zh } from "../messages/document.zh";
import { file, fileName, type Summarized } from "./export";

const point = (text: string, more: Partial<Point> = {}): Point => {
  return { text, sources: [], checked: true, ...more };
};
const section = (title: string | null, more: Partial<Section>): Section => {
  return { title, place: null, startIndex: 0, endIndex: 1, points: [], ...more };
};
const summary = (more: Partial<Summarized>): Summarized => {
  return { title: undefined, type: "tldr", text: "It pays.", points: [], outline: [], ...more };
};

describe("a summary as a file", () => {
  it("has the title, what it says, and the outline with places", () => {
    const outline = [
      section("Costs", {
        place: { page: 9, section: "Costs" },
        points: [
          point("It costs €2.4 million", { place: { page: 10, section: "Costs" } }),
          point("Ask the city", { owner: "Ben", due: "June" }),
        ],
      }),
      section(null, { place: { time: 845, speaker: "Ben" }, points: [point("The maps go first")] }),
      section(null, { points: [point("The lease ends")] }),
    ];
    expect(file(summary({ title: "A new\nhome", outline }), en)).toBe(`# A new home

It pays.

## Outline

### Costs (page 9)

- It costs €2.4 million (page 10)
- [ ] Ask the city (Ben; June)

### 00:14:05, Ben

- The maps go first

### Part 3

- The lease ends
`);
    expect(file(summary({ outline }), zh)).toMatch(/^It pays\.\n\n## 大纲\n\n### Costs（?.*第9页/);
  });

  it("lists what is to be done, with who and by when", () => {
    const points = [
      point("Pay", { owner: "Ann", due: "Friday", place: { message: 3, from: "Anna" } }),
      point("Sign"),
    ];
    expect(file(summary({ type: "action-items", text: "- Pay\n- Sign", points }), en)).toBe(
      "- [ ] Pay (Ann; Friday; message 3 of Anna)\n- [ ] Sign\n",
    );
  });

  it("has the parts of minutes under headings", () => {
    const points = [
      point("They ship on Friday.", { heading: "summary" }),
      point("Send it", { heading: "action-items", owner: "Ben", due: "Friday" }),
      point("The tests are green.", { heading: "by-speaker", owner: "Ann", place: { time: 5 } }),
    ];
    const minutes = summary({ type: "minutes", text: "## Summary", points });
    expect(file(minutes, en)).toBe(
      "## Summary\n\n- They ship on Friday.\n\n## Action items\n\n- [ ] Send it (Ben; Friday)\n\n" +
        "## By speaker\n\n- Ann: The tests are green. (00:00:05)\n",
    );
    expect(file(minutes, zh)).toContain("## 各人发言\n\n- Ann: The tests are green.");
  });

  it("has one title, whatever the shape", () => {
    expect(file(summary({ type: "headline", text: "Moved" }), en)).toBe("# Moved\n");
    expect(file(summary({ type: "headline", text: "Moved", title: "Report" }), en)).toBe(
      "# Report\n\n**Moved**\n",
    );
    expect(file(summary({ type: "table", text: "| a |\n| --- |" }), en)).toBe("| a |\n| --- |\n");
  });

  it("has a name that every system takes", () => {
    expect(fileName('../Q3: "results" <draft>\n', "Summary")).toBe("Q3 results draft.md");
    expect(fileName("阅览室搬迁报告", "摘要")).toBe("阅览室搬迁报告.md");
    expect(fileName(undefined, "Summary")).toBe("Summary.md");
    expect(fileName("???", "Summary")).toBe("Summary.md");
    expect([...fileName("长".repeat(300), "")]).toHaveLength(83);
  });
});

describe("a place in words", () => {
  it("tells what its source knows, in both languages", () => {
    for (const [place, english, chinese] of [
      [{ page: 12 }, "page 12", "第12页"],
      [{ time: 845, speaker: "Ben" }, "00:14:05, Ben", "00:14:05 Ben"],
      [{ message: 3, from: "Anna" }, "message 3 of Anna", "Anna 的第3封邮件"],
      [
        { message: 3, from: "王芳", date: "2026-05-02" },
        "message 3 of 王芳, May 2, 2026",
        "王芳的第3封邮件，2026年5月2日",
      ],
      [{ page: 3, section: "Costs" }, "page 3, “Costs”", "第3页，“Costs”"],
      [{ time: 0 }, "00:00:00", "00:00:00"],
      [{}, "", ""],
    ] as const) {
      expect([en.place(place), zh.place(place)]).toEqual([english, chinese]);
    }
  });
});
