//! Layout, sentences and chunks on the kinds of text the product meets, and on random ones.

use super::*;
use proptest::prelude::*;

fn prose(text: &str) -> Vec<&str> {
    let pieces = layout(text);
    assert_eq!(pieces.iter().map(|piece| &text[piece.range.clone()]).collect::<String>(), text);
    pieces.into_iter().filter(|piece| piece.prose).map(|piece| &text[piece.range]).collect()
}

fn cut(text: &str) -> Vec<&str> {
    sentences(text).into_iter().map(|range| &text[range]).collect()
}

/// A stand-in for a tokenizer: four bytes a token, rounded up.
fn quarter(text: &str) -> usize {
    text.len().div_ceil(4)
}

const EMAIL: &str = "\
From: Ann Lee <ann@example.com>
To: bob@example.com
Subject: Re: the metting on friday

Hi Bob,

i has looked at the numbers you send me last week and
they seems to be wrong in two place. Can you check
them again befor friday?

  1. the first one
  2) the second one,
     which is worse

Thank you very much in advance for your kind help here,
Ann
-- 
Ann Lee
Head of Numbers, Example Ltd.

On Mon, 5 May 2025, Bob <bob@example.com> wrote:
> hello Ann
> here is the numbers
>> older text

bye
";

#[test]
fn an_email_with_signature_and_quoted_reply() {
    assert_eq!(
        prose(EMAIL),
        [
            "the metting on friday",
            "Hi Bob,",
            "i has looked at the numbers you send me last week and\nthey seems to be wrong in two place. Can you check\nthem again befor friday?",
            "the first one",
            "the second one,",
            "which is worse",
            "Thank you very much in advance for your kind help here,",
            "Ann",
            "bye",
        ]
    );
    assert_eq!(prose(&EMAIL.replace('\n', "\r\n"))[2].matches("\r\n").count(), 2);
    assert_eq!(prose("see below\n\n-----Original Message-----\nFrom: x\n\nold words"), ["see below"]);
    assert_eq!(prose("---------- Forwarded message ---------\nonly this"), ["only this"]);
}

#[test]
fn markdown() {
    let text = "\
# The Titel ##

Some *text* with a [link](https://example.com) in it.

- one item
  - [ ] nested item
* another

> a quote with mistake

```rust
let x = 1;
```

| a | b |
|---|---|
| c | d |

name | value
--- | ---
x | y

***

    fn indented() {
    // code
    }

<div class=\"x\">
Words inside
</div>
![image](a.png)
";
    assert_eq!(
        prose(text),
        [
            "The Titel",
            "Some *text* with a [link](https://example.com) in it.",
            "one item",
            "nested item",
            "another",
            "a quote with mistake",
            "Words inside",
            "![image](a.png)",
        ]
    );
}

#[test]
fn chat_and_transcripts() {
    assert_eq!(prose("hey\nhow r u\n\nfine thx 🙂\n👍👍\n"), ["hey", "how r u", "fine thx 🙂"]);
    assert_eq!(
        prose("[10:32] Ann: i thinks so\n[10:33] Bob: me to\n[10:34] Ann: ok than"),
        ["i thinks so", "me to", "ok than"]
    );
    assert_eq!(prose("Ann: hello\nBob: hi\nAnn: bye"), ["hello", "hi", "bye"]);
    assert_eq!(prose("12:30 we eats\n12:30 we drinks\n13:00 we goes").len(), 3);
    assert_eq!(prose("https://a.example is\nhttps://b.example are\nAnn: hi")[0], "https://a.example is");
    assert_eq!(prose("One thing: it don't work"), ["One thing: it don't work"]);
    assert_eq!(
        prose("1\n00:00:01,000 --> 00:00:04,000\nso we begins\n\n2\n00:00:05,000 --> 00:00:06,000\nnow"),
        ["so we begins", "now"]
    );
    let long = "Ann: i think that we should really move the date to next week\nBob: fine\nAnn: good";
    assert_eq!(prose(long), ["i think that we should really move the date to next week", "fine", "good"]);
}

#[test]
fn code_emoji_tables_and_other_scripts() {
    assert_eq!(prose("fn main() {\n    println!(\"hi\");\n}\n"), Vec::<&str>::new());
    assert_eq!(prose("def f(x):\n    return x + 1\n\nx = f(2)\nprint(x)\n"), Vec::<&str>::new());
    assert_eq!(prose("// this are a comment\n/* an other */\nlet x = 1;"), ["this are a comment", "an other"]);
    assert_eq!(prose("🙂🙂 👍\n---\n12:30 – 5 %\nhttps://example.com\n"), Vec::<&str>::new());
    assert_eq!(prose("Name\tAge\nBob\t12\n"), Vec::<&str>::new());
    assert_eq!(prose("  一、第一点\n（2）第二点\n\u{3000}\u{3000}正文开始。\n"), ["第一点", "第二点", "正文开始。"]);
    assert_eq!(prose("שלום עולם, hello\n"), ["שלום עולם, hello"]);
    assert_eq!(
        prose("    An indented letter begins here\n    and goes on."),
        ["An indented letter begins here", "and goes on."]
    );
    assert_eq!(prose("Dear {{name}}, welcome {friend}"), ["Dear {{name}}, welcome {friend}"]);
    assert_eq!(
        prose("I came; I saw; I conquered;\nand that is all"),
        ["I came; I saw; I conquered;", "and that is all"]
    );
    for text in
        ["1. check the mail;", "use the new form;", "send the file(s);", "let me know: today", "class starts at noon:"]
    {
        assert_eq!(prose(text).len(), 1, "{text}");
    }
    assert_eq!(prose(""), Vec::<&str>::new());
}

#[test]
fn paragraphs_on_lines_of_their_own_are_not_joined() {
    let one = "This first paragraph stands on a line of its own and says one thing only.";
    let two = "A second paragraph is here, and it is a good deal longer than the first one was: more than a wrap.";
    let text = format!("{one}\n{two}");
    assert_eq!(prose(&text), [one, two]);
    let zh = "今天我们讨论了下一季度的工作计划，大家都提出了很多很好的意见和建议。\n会议最后决定下周再开一次会。";
    assert_eq!(prose(zh).len(), 2);
}

#[test]
fn english_sentences() {
    for (text, expected) in [
        ("Mr. Smith met Dr. Jones. They talked.", &["Mr. Smith met Dr. Jones.", "They talked."][..]),
        ("this was very informutive. what do you think.", &["this was very informutive.", "what do you think."]),
        ("Bring pens, e.g. Blue ones, i.e. Not red.", &["Bring pens, e.g. Blue ones, i.e. Not red."]),
        (
            "He lives in the U.S. He likes it. The U.S. Army too.",
            &["He lives in the U.S.", "He likes it.", "The U.S. Army too."],
        ),
        ("We meet at 9 a.m. Please come at 5 p.m. sharp.", &["We meet at 9 a.m.", "Please come at 5 p.m. sharp."]),
        ("No. 5 Downing St. is near. No. He left.", &["No. 5 Downing St. is near.", "No.", "He left."]),
        (
            "J. R. R. Tolkien wrote it. So do I. Then we left.",
            &["J. R. R. Tolkien wrote it.", "So do I.", "Then we left."],
        ),
        ("\"Really?\" he asked. \"Yes!\" She left.", &["\"Really?\" he asked.", "\"Yes!\"", "She left."]),
        ("Well... maybe. Who knows?! Not me", &["Well... maybe.", "Who knows?!", "Not me"]),
        (
            "See https://x.org/a.B?c=1. Then `a. B` and v1.2. Ok.",
            &["See https://x.org/a.B?c=1.", "Then `a. B` and v1.2.", "Ok."],
        ),
        (
            "she dont like it . see https://a.example/b or mail a@b.com .",
            &["she dont like it .", "see https://a.example/b or mail a@b.com ."],
        ),
        ("It cost $3.50. i paid.", &["It cost $3.50.", "i paid."]),
        ("Acme Inc. Builds things etc. and so on.", &["Acme Inc. Builds things etc. and so on."]),
        ("one\ntwo\n\n- three. four\n", &["one", "two", "- three.", "four"]),
        ("", &[]),
        (" \n ", &[]),
    ] {
        assert_eq!(cut(text), expected, "{text}");
    }
}

#[test]
fn a_wrapped_line_does_not_end_a_sentence() {
    let text = "i has looked at the numbers you send me last week and\r\nthey seems wrong. Check them please before the weekend\r\nbegins.\r\n";
    assert_eq!(
        cut(text),
        [
            "i has looked at the numbers you send me last week and\r\nthey seems wrong.",
            "Check them please before the weekend\r\nbegins."
        ]
    );
}

#[test]
fn chinese_sentences() {
    assert_eq!(
        cut("你好！今天天气不错；我们出去走走吧？“好的。”他说。嗯……那就走吧"),
        ["你好！", "今天天气不错；", "我们出去走走吧？", "“好的。”", "他说。", "嗯……", "那就走吧"]
    );
    assert_eq!(
        cut("价格是3.5元。请看https://a.example/b。谢谢"),
        ["价格是3.5元。", "请看https://a.example/b。", "谢谢"]
    );
}

#[test]
fn chunks_group_sentences_of_one_piece() {
    let text = "# Head\n\nOne two. Three four. Five six.\n\n- item one. item two.\n";
    let cut: Vec<_> = chunks(text, &layout(text), 6, &quarter).into_iter().map(|range| &text[range]).collect();
    assert_eq!(cut, ["Head", "One two. Three four.", "Five six.", "item one. item two."]);
    let long = "first clause here, second clause there, and averyveryveryverylongword at the end";
    let cut: Vec<_> = chunks(long, &layout(long), 5, &quarter).into_iter().map(|range| &long[range]).collect();
    assert_eq!(
        cut,
        ["first clause here,", "second clause there,", "and", "averyveryveryver", "ylongword", "at the end"]
    );
}

#[test]
fn windows_cut_at_paragraphs() {
    let text = "One paragraph here.\n\nAnother one. With two.\n\nThird.\n";
    let cut: Vec<_> = windows(text, 7, &quarter).into_iter().map(|range| &text[range]).collect();
    assert_eq!(cut, ["One paragraph here.\n\n", "Another one. With two.\n\n", "Third.\n"]);
}

/// Half a megabyte of each; anything quadratic would not come back.
#[test]
fn large_texts_of_every_kind() {
    for unit in [
        EMAIL,
        "a word ",
        "x",
        "好",
        "no end, ",
        "`[(\"<{a.b@c:/",
        "\n",
        "--\n",
        "> a\n",
        "<!-- ",
        "a@a.",
        "“a",
        "\"a ",
    ] {
        let text = unit.repeat(500_000 / unit.len());
        let cuts = chunks(&text, &layout(&text), 300, &quarter);
        assert!(cuts.iter().all(|range| quarter(&text[range.clone()]) <= 300), "{unit}");
        assert_eq!(windows(&text, 2000, &quarter).last().map(|range| range.end), Some(text.len()), "{unit}");
    }
}

fn texts() -> impl Strategy<Value = String> {
    let words = "([a-zA-Z]{1,9}|[a-z]{50,60}|[0-9]{1,3}|\\PC|好|你们|é|🙂|שלום)";
    let marks = "( |\n|\r\n|\n\n|  |\t|[.!?,;:] |\\. |。|！|- |> |# |    |```\n|`|\"|\\||--|-- \n|1\\. |https://a\\.bc/d |Mr\\. )";
    proptest::string::string_regex(&format!("({words}{marks}?|{marks}){{0,60}}")).expect("a valid pattern")
}

proptest! {
    #[test]
    fn layout_tiles_and_prose_is_trimmed(text in texts()) {
        let mut end = 0;
        for piece in layout(&text) {
            prop_assert_eq!(piece.range.start, end);
            let slice = &text[piece.range.clone()];
            prop_assert!(!slice.is_empty());
            prop_assert!(!piece.prose || slice.trim() == slice);
            end = piece.range.end;
        }
        prop_assert_eq!(end, text.len());
    }

    #[test]
    fn sentences_hold_everything_in_order(text in texts()) {
        let mut end = 0;
        for range in sentences(&text) {
            prop_assert!(range.start >= end && text[end..range.start].trim().is_empty());
            prop_assert!(!range.is_empty() && text[range.clone()].trim() == &text[range.clone()]);
            end = range.end;
        }
        prop_assert!(text[end..].trim().is_empty());
    }

    #[test]
    fn chunks_cover_the_prose_within_the_budget(text in texts(), budget in 1usize..40) {
        let pieces = layout(&text);
        let mut cuts = chunks(&text, &pieces, budget, &quarter).into_iter().peekable();
        for piece in pieces.iter().filter(|piece| piece.prose) {
            let mut end = piece.range.start;
            while let Some(range) = cuts.next_if(|range| range.start < piece.range.end) {
                prop_assert!(range.start >= end && range.end <= piece.range.end);
                prop_assert!(text[end..range.start].trim().is_empty());
                let slice = &text[range.clone()];
                prop_assert!(quarter(slice) <= budget || unicode_segmentation::UnicodeSegmentation::graphemes(slice, true).count() == 1);
                end = range.end;
            }
            prop_assert!(text[end..piece.range.end].trim().is_empty());
        }
        prop_assert!(cuts.next().is_none());
    }

    #[test]
    fn windows_tile_within_the_budget(text in texts(), budget in 1usize..40) {
        let mut end = 0;
        for range in windows(&text, budget, &quarter) {
            prop_assert_eq!(range.start, end);
            let slice = &text[range.clone()];
            prop_assert!(quarter(slice) <= budget || unicode_segmentation::UnicodeSegmentation::graphemes(slice, true).count() == 1);
            end = range.end;
        }
        prop_assert_eq!(end, text.len());
    }

    #[test]
    fn an_unedited_piece_survives_unwrapping(text in texts()) {
        for piece in layout(&text) {
            let slice = &text[piece.range];
            prop_assert_eq!(align_newlines(slice, &unwrap_lines(slice)), slice);
        }
    }
}
