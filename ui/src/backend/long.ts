/** A long document for tests and the demonstration page: its text, and the outline that a host makes of it. */

import type { DocumentText, Place, Point, Section, Span } from "./backend";
import { read } from "./samples";

/** A heading, the page it is on, its sentences, and points with the number of the sentence that each rests on. */
type Chapter = [title: string, page: number, sentences: string[], points: [text: string, rests: number][]];

const ENGLISH: Chapter[] = [
  [
    "Summary",
    1,
    [
      "The Larkspur reading room has outgrown its building.",
      "In 2025 it counted 41,200 visits, 18 percent more than the year before.",
      "This report sets out what a move to the old grain exchange would take.",
    ],
    [
      ["Visits rose by 18 percent to 41,200", 1],
      ["The report weighs a move to the old grain exchange", 2],
    ],
  ],
  [
    "The present building",
    3,
    [
      "The reading room has 64 seats on two floors without a lift.",
      "On 112 days of the past year every seat was taken before noon.",
      "The roof over the map collection has leaked three times since October.",
    ],
    [
      ["64 seats, all taken before noon on 112 days", 1],
      ["The roof over the maps has leaked three times", 2],
    ],
  ],
  [
    "The grain exchange",
    6,
    [
      "The exchange offers 1,150 square metres on one floor, with step-free access from the canal side.",
      "Its east wall is listed and may not be altered.",
      "Heating would come from the district network, which reaches the canal in 2027.",
    ],
    [
      ["1,150 square metres on one floor, without steps", 0],
      ["The east wall is listed", 1],
      ["District heating arrives in 2027", 2],
    ],
  ],
  [
    "Costs",
    9,
    [
      "Conversion is estimated at €2.4 million, of which €310,000 is for shelving and €540,000 for the climate of the archive.",
      "The city has promised €1.1 million and decides on the rest in June 2026.",
      "Running costs would rise by €38,000 a year.",
    ],
    [
      ["Conversion costs about €2.4 million", 0],
      ["The city has promised €1.1 million and decides in June 2026", 1],
      ["Running costs rise by €38,000 a year", 2],
    ],
  ],
  [
    "The collections",
    12,
    [
      "Some 86,000 volumes and 4,300 maps would be moved.",
      "Tom Becker proposes to move the maps first, while the exchange is still empty.",
      "Rare prints need a climate of 18 degrees, kept for a month before anything arrives.",
    ],
    [
      ["86,000 volumes and 4,300 maps are to be moved", 0],
      ["Tom Becker wants the maps moved first", 1],
    ],
  ],
  [
    "Staff and opening hours",
    15,
    [
      "The present staff of eleven suffices for one floor.",
      "With the longer hours that readers ask for, two more would be needed from 2028.",
      "Priya Nair collects wishes for the rota until 30 April.",
    ],
    [
      ["Eleven people suffice; longer hours need two more from 2028", 1],
      ["Priya Nair collects wishes for the rota until 30 April", 2],
    ],
  ],
  [
    "Risks",
    18,
    [
      "The greatest risk is time: the lease ends on 31 December 2027, and the heating may be late.",
      "A provisional boiler would cost €46,000 for one winter.",
      "If the city declines in June, the move can't begin before 2029.",
    ],
    [
      ["The lease ends on 31 December 2027, and the heating may be late", 0],
      ["A boiler for one winter would cost €46,000", 1],
    ],
  ],
  [
    "Recommendation",
    21,
    [
      "The committee recommends the move, in two stages, beginning with the maps in spring 2027.",
      "Margaret Whitcombe will present the plan to the city council on 12 May 2026.",
    ],
    [
      ["The committee recommends a move in two stages from spring 2027", 0],
      ["Margaret Whitcombe presents the plan on 12 May 2026", 1],
    ],
  ],
];

const CHINESE: Chapter[] = [
  [
    "概要",
    1,
    [
      "云雀阅览室的馆舍已不敷使用。",
      "2025年接待读者41,200人次，比上年增加18%。",
      "本报告说明迁往旧粮食交易所需要什么。",
    ],
    [
      ["接待读者41,200人次，增加18%", 1],
      ["报告讨论迁往旧粮食交易所", 2],
    ],
  ],
  [
    "现有馆舍",
    3,
    [
      "阅览室共两层，有64个座位，没有电梯。",
      "过去一年有112天在中午以前就座无虚席。",
      "地图收藏上方的屋顶自10月以来漏水三次。",
    ],
    [
      ["64个座位，有112天在中午前坐满", 1],
      ["地图上方的屋顶漏水三次", 2],
    ],
  ],
  [
    "粮食交易所",
    6,
    [
      "交易所只有一层，面积1,150平方米，从运河一侧可以无障碍进入。",
      "东墙是保护建筑，不得改动。",
      "供暖来自区域管网，2027年通到运河。",
    ],
    [
      ["一层，1,150平方米，无障碍", 0],
      ["东墙受保护，不得改动", 1],
    ],
  ],
  [
    "费用",
    9,
    [
      "改建费用估计为240万元，其中书架31万元，档案库的温湿度设备54万元。",
      "市里已答应出资110万元，其余在2026年6月决定。",
      "每年的运行费用将增加3.8万元。",
    ],
    [
      ["改建约需240万元", 0],
      ["市里答应出资110万元，其余6月决定", 1],
      ["运行费用每年增加3.8万元", 2],
    ],
  ],
  [
    "馆藏",
    12,
    [
      "需要搬迁的有86,000册图书和4,300幅地图。",
      "李建国建议趁交易所空置时先搬地图。",
      "珍本版画需要18度的恒温，到馆前要先保持一个月。",
    ],
    [
      ["搬迁86,000册图书和4,300幅地图", 0],
      ["李建国建议先搬地图", 1],
    ],
  ],
  [
    "人员与开放时间",
    15,
    [
      "现有11名员工足以管理一层。",
      "读者希望延长开放时间，为此2028年起需要增加两人。",
      "张敏在4月30日以前收集对排班的意见。",
    ],
    [
      ["现有11人足够，延长开放需增加两人", 1],
      ["张敏在4月30日以前收集排班意见", 2],
    ],
  ],
  [
    "风险",
    18,
    [
      "最大的风险是时间：租约于2027年12月31日到期，而供暖可能延迟。",
      "临时锅炉一个冬天需要4.6万元。",
      "如果市里6月不同意，2029年以前无法搬迁。",
    ],
    [
      ["租约于2027年12月31日到期，供暖可能延迟", 0],
      ["临时锅炉一个冬天需要4.6万元", 1],
    ],
  ],
  [
    "建议",
    21,
    ["委员会建议分两步搬迁，2027年春天先搬地图。", "王经理将于2026年5月12日向市里汇报方案。"],
    [
      ["建议从2027年春天起分两步搬迁", 0],
      ["王经理于2026年5月12日汇报方案", 1],
    ],
  ],
];

export interface Long {
  document: DocumentText;
  outline: Section[];
  /** The points of the whole. */
  points: Point[];
}

export function long(chinese: boolean): Long {
  const chapters = chinese ? CHINESE : ENGLISH;
  const joint = chinese ? "" : " ";
  let text = "";
  const outline = chapters.map(([title, page, sentences, points]): Section => {
    const startIndex = text.length;
    text += `${title}\n\n`;
    const spans = sentences.map((sentence, at): Span => {
      const startIndex = text.length + (at > 0 ? joint.length : 0);
      text += (at > 0 ? joint : "") + sentence;
      return { startIndex, endIndex: text.length };
    });
    text += "\n\n";
    const place: Place = { page, section: title };
    return {
      ...{ title, place, startIndex, endIndex: text.length },
      points: points.map(([text, rests]) => {
        const place = { page: page + (rests > 1 ? 1 : 0), section: title };
        return { text, sources: [spans[rests] as Span], checked: true, place };
      }),
    };
  });
  const message = "2 of 22 pages have no text: they are pictures.";
  const title = chinese ? "阅览室搬迁报告" : "A new home for the Larkspur reading room";
  const document = read(text.trimEnd(), { title, warnings: [{ code: "pages-without-text", message }] });
  const points = [0, 3, 6, 7].flatMap((at) => outline[at]?.points.slice(0, 1) ?? []);
  return { document, outline, points };
}
