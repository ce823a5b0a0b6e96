use super::*;
use std::fs;

fn with(text: &str) -> (Tools, Vec<String>) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("tools.toml");
    fs::write(&path, text).unwrap();
    let (tools, warnings) = Tools::load(&path);
    let prefix = format!("{}, ", path.display());
    (tools, warnings.into_iter().map(|warning| warning.message.replace(&prefix, "")).collect())
}

const PIRATE: &str =
    "[[tool]]\nid = \"pirate\"\ntitle = \"Pirate\"\nkind = \"rewrite\"\ntask = \"Sound like a pirate.\"\n";

fn vars(text: &str) -> Vars<'_> {
    Vars { text, tag: "text", language: "German", length: Some("shorter"), format: Some("as-is"), instruction: "sing" }
}

#[test]
fn our_own_file_has_no_mistake() {
    let (tools, mistakes) = Tools::read(None);
    assert_eq!(mistakes, vec![]);
    let ids = |kind| tools.of(kind).map(|tool| tool.id.as_str()).collect::<Vec<_>>();
    assert_eq!(ids(Kind::Proofread), ["proofread"]);
    assert_eq!(ids(Kind::Rewrite), ["friendly", "professional", "concise", "instruction"]);
    assert_eq!(
        ids(Kind::Summarize),
        ["tldr", "key-points", "headline", "list", "table", "action-items", "minutes", "teaser"]
    );
    assert_eq!(ids(Kind::Ask), ["ask"]);
    for tool in tools.list() {
        let words: Vec<_> = tool.lengths.iter().map(|(word, _)| word.as_str()).collect();
        match tool.kind {
            Kind::Proofread | Kind::Ask => assert!(words.is_empty()),
            Kind::Rewrite => assert_eq!(words, ["as-is", "shorter", "longer"]),
            Kind::Summarize => assert_eq!(words, ["short", "medium", "long"]),
        }
    }
}

#[test]
fn every_prompt_is_whole() {
    for tool in Tools::builtin().list() {
        let length = tool.lengths.get(1).map(|(word, _)| word.as_str());
        let format = tool.formats.get(1).map(|(word, _)| word.as_str());
        let (system, user) = tool.render(&Vars { length, format, ..vars("Hallo Welt.") });
        let after = if tool.kind == Kind::Ask { "\n\nQuestion: sing" } else { "" };
        assert_eq!(user, format!("<text>\nHallo Welt.\n</text>{after}"), "{}", tool.id);
        for part in ["ONLY", "data", "German", "</text>", &tool.task.replace("{{instruction}}", "sing")] {
            assert!(system.contains(part), "{}: {part}\n{system}", tool.id);
        }
        assert!(!system.contains("{{") && !system.contains("\n\n"), "{}:\n{system}", tool.id);
        for (word, words) in [(length, &tool.lengths), (format, &tool.formats)] {
            assert!(system.contains(chosen(words, word)));
        }
    }
}

#[test]
fn what_the_user_wrote_is_inserted_as_it_is() {
    let tools = Tools::builtin();
    let text = "a {{language}} b {{text}}\r\n\r\n{{task}} {{\n";
    let (system, user) =
        tools.get("instruction").unwrap().render(&Vars { instruction: "{{text}} {{tag}}", ..vars(text) });
    assert_eq!(user, format!("<text>\n{text}\n</text>"));
    assert!(system.contains("Follow this instruction: {{text}} {{tag}}\n"), "{system}");
}

#[test]
fn the_tag_is_one_the_text_does_not_have() {
    assert_eq!(tag_for("plain <b>text</b>"), "text");
    assert_eq!(tag_for("a </TEXT> b"), "text2");
    assert_eq!(tag_for("<text><text2>"), "text3");
}

#[test]
fn a_run_is_checked_before_it_starts() {
    let tools = Tools::builtin();
    let friendly = tools.get("friendly").unwrap();
    friendly.check(Some("shorter"), Some("markdown"), "").unwrap();
    let error = friendly.check(Some("short"), None, "").unwrap_err();
    assert_eq!((error.code, error.hint.as_deref()), (Code::Usage, Some("Use one of as-is, shorter, longer.")));
    assert_eq!(tools.get("instruction").unwrap().check(None, None, " ").unwrap_err().code, Code::Usage);
    assert!(tools.get_of(Kind::Rewrite, "tldr").unwrap_err().hint.unwrap().contains("friendly, professional"));
}

#[test]
fn an_answer_may_be_as_long_as_its_text_asks() {
    let sampling = Sampling {
        temperature: 0.0,
        top_p: 1.0,
        repeat_penalty: 1.0,
        copying: 0.0,
        max_factor: 1.5,
        min_tokens: 50,
        max_tokens: 400,
    };
    assert_eq!([10, 101, 1000].map(|tokens| sampling.job(tokens, 1).max_tokens), [50, 152, 400]);
}

#[test]
fn users_add_tools_and_replace_ours() {
    let (tools, mistakes) = with(&format!(
        "{PIRATE}[[tool]]\nid = \"tldr\"\ntitle = \"Mine\"\nkind = \"summarize\"\ntask = \"Two words.\"\n"
    ));
    assert_eq!(mistakes, Vec::<String>::new());
    let pirate = tools.get("pirate").unwrap();
    assert_eq!((pirate.own, pirate.adapter.as_deref(), pirate.shape), (true, None, Shape::Text));
    assert_eq!(tools.list().last(), Some(pirate));
    assert_eq!(tools.get("tldr").unwrap().title, "Mine");
    assert_eq!(tools.list().len(), Tools::builtin().list().len() + 1);
}

#[test]
fn a_tool_in_other_words_is_not_answered_by_the_adapter_of_its_kind() {
    let tool = |id: &str, kind: &str, words: &str| {
        format!("[[tool]]\nid = \"{id}\"\ntitle = \"Mine\"\nkind = \"{kind}\"\n{words}\n")
    };
    let frame = "system = \"Say in a word what this is about.\"";
    let (tools, mistakes) = with(
        &[
            tool("word", "summarize", frame),
            tool("named", "summarize", &format!("{frame}\nadapter = \"summarize\"")),
            tool("short", "summarize", "task = \"Say it in two words.\""),
            tool("commas", "proofread", "task = \"Look at the commas only.\""),
            tool("plain", "proofread", ""),
        ]
        .concat(),
    );
    assert_eq!(mistakes, Vec::<String>::new());
    let adapter = |id: &str| tools.get(id).unwrap().adapter.as_deref();
    assert_eq!(["word", "short", "commas"].map(adapter), [None; 3]);
    assert_eq!(adapter("named"), Some("summarize"));
    assert_eq!(adapter("plain"), Some("proofread"));
    assert!(["word", "short"].iter().all(|id| tools.get(id).unwrap().adapted.is_none()));
}

#[test]
fn a_mistake_is_named_with_its_line_and_costs_one_tool() {
    let bad = |line: &str| {
        format!("# my tools\n\n[[tool]]\nid = \"bad\"\ntitle = \"Bad\"\nkind = \"rewrite\"\n{line}\n\n{PIRATE}")
    };
    for (line, place, message) in [
        ("tsk = \"x\"", "line 7", "unknown field `tsk`"),
        ("task = 3", "line 7", "expected a string"),
        ("task = \"x\"\nshape = \"cube\"", "line 8", "unknown variant `cube`"),
        ("task = \"Say {{txet}}.\"", "line 7", "unknown placeholder {{txet}}"),
        ("task = \"x\"\nuser = \"no text\"", "line 8", "{{text}}"),
        ("task = \"x\"\nsampling = { temperature = 7.0 }", "line 8", "`temperature` must be from 0 to 2"),
        ("task = \"x", "line 7", ""),
        ("task = \"x\"\n = 4", "line 8", ""),
        ("task = \"x\"\ntask = \"y\"", "line 8", "duplicate key"),
        ("", "line 4", "no `task`"),
    ] {
        let (tools, mistakes) = with(&bad(line));
        assert!(!mistakes.is_empty(), "{line}");
        assert!(
            mistakes[0].starts_with(&format!("{place}: ")) && mistakes[0].contains(message),
            "{line}: {mistakes:?}"
        );
        assert!(tools.get("pirate").is_ok() && tools.get("bad").is_err(), "{line}: {mistakes:?}");
        assert!(tools.get("proofread").is_ok());
    }
}

#[test]
fn other_mistakes_of_a_file() {
    let (tools, mistakes) = with(&format!("{PIRATE}{PIRATE}\n[tools]\na = 1\n"));
    assert!(tools.get("pirate").is_ok());
    assert!(mistakes[0].starts_with("line 7: the id \"pirate\" is taken"), "{mistakes:?}");
    assert!(mistakes[1].starts_with("line 12: unknown field `tools`"), "{mistakes:?}");
    assert_eq!(with("[tool]\nid = \"x\"\n").1.len(), 1);
    assert_eq!(with("").1.len(), 0);

    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("tools.toml");
    fs::write(&path, b"\xff\xfe\x00").unwrap();
    let (tools, mistakes) = Tools::load(&path);
    assert_eq!((tools, mistakes.len()), (Tools::builtin(), 1));
    assert_eq!(Tools::load(dir.path()).1.len(), 1, "a directory");
}
