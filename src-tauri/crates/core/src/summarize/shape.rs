//! The shapes of summaries: how each is begun, tidied, checked and taken apart into points.

use super::{Point, Shape};
use crate::minutes::Heading;
use crate::text::{self, Language};
use regex::Regex;
use std::sync::LazyLock;

impl Shape {
    /// The first character of the answer, put into the model's mouth where it decides the shape. Without the space after
    /// it, which to most models is the beginning of the next word.
    pub(super) fn lead(self) -> &'static str {
        match self {
            Shape::KeyPoints | Shape::List | Shape::ActionItems => "-",
            Shape::Table => "|",
            Shape::Tldr | Shape::Headline | Shape::Minutes | Shape::Teaser => "",
        }
    }

    /// An answer that was cut off as far as its lines are whole; `None` where those are not worth having by themselves.
    pub(super) fn whole(self, answer: &str) -> Option<&str> {
        let lines = match self {
            Shape::KeyPoints | Shape::List | Shape::ActionItems => 2,
            // The head, the line under it and two rows.
            Shape::Table => 4,
            Shape::Tldr | Shape::Headline | Shape::Minutes | Shape::Teaser => return None,
        };
        let (whole, _) = answer.trim_start().rsplit_once('\n')?;
        (whole.lines().filter(|line| !line.trim().is_empty()).count() >= lines).then_some(whole)
    }

    /// The answer in this shape, tidied; `None` when it can't be made into it.
    pub(super) fn settle(self, answer: &str) -> Option<String> {
        let answer = answer.trim();
        match self {
            Shape::Table => table(answer),
            Shape::Headline => {
                let line = answer.lines().map(str::trim).find(|line| !line.is_empty())?;
                let line = line.trim_start_matches(['#', '*', ' ']).trim_end_matches('*').trim();
                let line = line.strip_prefix('"').and_then(|l| l.strip_suffix('"')).unwrap_or(line);
                (!line.is_empty()).then(|| line.trim_end_matches('.').to_owned())
            }
            Shape::KeyPoints | Shape::List | Shape::ActionItems => {
                let mut items: Vec<String> = Vec::new();
                for item in answer.lines().filter_map(item) {
                    if !items.contains(&item) {
                        items.push(item);
                    }
                }
                (!items.is_empty()).then(|| items.iter().map(|item| format!("- {item}")).collect::<Vec<_>>().join("\n"))
            }
            Shape::Tldr | Shape::Minutes | Shape::Teaser => {
                let lines: Vec<_> = answer.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
                let plain: Vec<_> = lines.iter().map(|line| item(line).unwrap_or_else(|| (*line).to_owned())).collect();
                (!plain.is_empty()).then(|| plain.join(" "))
            }
        }
    }

    /// The points of a settled answer, each as plain text.
    pub(super) fn points(self, settled: &str) -> Vec<String> {
        match self {
            Shape::KeyPoints | Shape::List | Shape::ActionItems => settled.lines().filter_map(item).collect(),
            Shape::Table => settled.lines().skip(2).map(|row| cells(row).join(" ")).collect(),
            Shape::Headline => vec![settled.to_owned()],
            Shape::Tldr | Shape::Teaser => sentences(settled).collect(),
            // The other parts tell the rest.
            Shape::Minutes => sentences(settled).take(2).collect(),
        }
    }
}

fn sentences(text: &str) -> impl Iterator<Item = String> {
    text::sentences(text).into_iter().map(|sentence| text[sentence].to_owned())
}

/// The text of a list line without its marker and emphasis; `None` for a line that is no item.
fn item(line: &str) -> Option<String> {
    static MARKER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^\s*(?:[-*•·–]|\(?\d{1,2}[.)、])\s*(?:\[[ xX]?\]\s*)?(.*)$").expect("a constant")
    });
    let text = MARKER.captures(line)?.get(1)?.as_str().trim();
    let text = text.replace("**", "");
    (!text.is_empty() && text.chars().any(char::is_alphanumeric)).then_some(text)
}

fn cells(row: &str) -> Vec<String> {
    let row = row.trim();
    let row = row.strip_prefix('|').unwrap_or(row);
    let row = row.strip_suffix('|').unwrap_or(row);
    row.split('|').map(|cell| cell.trim().to_owned()).collect()
}

/// The first Markdown table of an answer, with every row as wide as its head; `None` without head and one row.
fn table(answer: &str) -> Option<String> {
    let rows: Vec<Vec<String>> = answer
        .lines()
        .map(str::trim)
        .skip_while(|line| !line.contains('|'))
        .take_while(|line| line.contains('|'))
        .map(cells)
        .filter(|cells| !cells.iter().all(|c| c.chars().all(|c| matches!(c, '-' | ':' | ' '))))
        .collect();
    let (head, body) = rows.split_first()?;
    if head.len() < 2 || body.is_empty() {
        return None;
    }
    let line = |cells: &[String]| {
        let filled = (0..head.len()).map(|i| cells.get(i).map_or("", String::as_str));
        format!("| {} |", filled.collect::<Vec<_>>().join(" | "))
    };
    let mut table = vec![line(head), format!("|{}", " --- |".repeat(head.len()))];
    let mut alone = 0;
    for row in body {
        let drawn = line(row);
        if !table.contains(&drawn) {
            table.push(drawn);
            alone += usize::from(row.iter().skip(1).all(String::is_empty));
        }
    }
    // Sentences one under the other are no table, whatever lines are drawn around them.
    (alone * 2 <= table.len() - 2).then(|| table.join("\n"))
}

/// An action item as a line, which [`action`] takes apart again.
pub(super) fn line(point: &Point) -> String {
    let known = |part: &Option<String>| part.clone().unwrap_or_else(|| "–".to_owned());
    match (&point.owner, &point.due) {
        (None, None) => format!("- {}", point.text),
        (owner, due) => format!("- {} ({}; {})", point.text, known(owner), known(due)),
    }
}

/// Minutes as Markdown, each part under its heading.
pub(super) fn minutes(points: &[Point], language: Option<Language>) -> String {
    let parts = points.chunk_by(|one, next| one.heading == next.heading);
    let part = |points: &[Point]| {
        let said: Vec<String> = points.iter().map(minute).collect();
        match points[0].heading {
            Some(heading @ Heading::Summary) => format!("## {}\n\n{}", heading.title(language), said.join(" ")),
            Some(heading) => format!("## {}\n\n{}", heading.title(language), said.join("\n")),
            None => said.join("\n"),
        }
    };
    parts.map(part).collect::<Vec<_>>().join("\n\n")
}

fn minute(point: &Point) -> String {
    match (point.heading, &point.owner) {
        (Some(Heading::Summary), _) => point.text.clone(),
        (Some(Heading::BySpeaker), Some(speaker)) => {
            let colon = if point.text.chars().any(text::is_cjk) { "：" } else { ": " };
            format!("- {speaker}{colon}{}", point.text)
        }
        _ => line(point),
    }
}

/// Takes an action item apart: what is to be done, by whom, by when, as `what (owner; due)`.
pub(super) fn action(item: &str) -> (String, Option<String>, Option<String>) {
    static TAIL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(.*?)\s*[(（]([^()（）;；]*)[;；]([^()（）]*)[)）]\s*[.。]?$").expect("a constant")
    });
    let known = |part: &str| {
        let part = part.trim().trim_start_matches("owner:").trim_start_matches("due:").trim();
        let none = [
            "",
            "-",
            "–",
            "none",
            "n/a",
            "no date",
            "no due date",
            "not given",
            "unknown",
            "owner",
            "due",
            "无",
            "未定",
        ];
        (!none.contains(&part.to_lowercase().as_str())).then(|| part.to_owned())
    };
    match TAIL.captures(item) {
        Some(parts) => (parts[1].to_owned(), known(&parts[2]), known(&parts[3])),
        None => (item.to_owned(), None, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_tidied() {
        let answer = "- First **point**\n* second\n3. third\n\n- [ ] fourth\n- First **point**\nthe end";
        assert_eq!(Shape::KeyPoints.settle(answer).unwrap(), "- First point\n- second\n- third\n- fourth");
        assert_eq!(Shape::List.settle("no list at all"), None);
    }

    #[test]
    fn tables_come_out_rectangular() {
        let answer = "| Who | What |\n|---|---|\n| Ann | tests | extra |\n| Bo |\n| Bo |\nDone.";
        let table = Shape::Table.settle(answer).unwrap();
        assert_eq!(table, "| Who | What |\n| --- | --- |\n| Ann | tests |\n| Bo |  |");
        assert_eq!(Shape::Table.points(&table), ["Ann tests", "Bo "]);
        assert_eq!(Shape::Table.settle("| only | a head |"), None);
        assert_eq!(Shape::Table.settle("prose"), None);
        assert_eq!(
            Shape::Table.settle("| Fact | |\n|---|---|\n| The library reopens. | |\n| Two drivers retire. | |"),
            None
        );
    }

    #[test]
    fn what_was_cut_keeps_its_whole_lines() {
        assert_eq!(Shape::KeyPoints.whole("- One\n- Two\n- Thr"), Some("- One\n- Two"));
        assert_eq!(Shape::KeyPoints.whole("- One\n- Tw"), None);
        let table = "| Who | What |\n|---|---|\n| Ann | tests |\n| Bo | signs |";
        assert_eq!(Shape::Table.whole(&format!("{table}\n| Cy | wri")), Some(table));
        assert_eq!(Shape::Table.whole(table), None);
        assert_eq!(Shape::Tldr.whole("One.\nTwo.\nThr"), None);
    }

    #[test]
    fn headlines_are_one_bare_line() {
        assert_eq!(Shape::Headline.settle("# **Rain in May.**\nmore").as_deref(), Some("Rain in May"));
        assert_eq!(Shape::Headline.settle("\"Rain in May\"").as_deref(), Some("Rain in May"));
    }

    #[test]
    fn action_items_know_their_owner_and_date() {
        let owned = |s: &str| Some(s.to_owned());
        assert_eq!(action("Send the report (Ann; Friday)"), ("Send the report".into(), owned("Ann"), owned("Friday")));
        assert_eq!(action("Send the report (Ann; none)"), ("Send the report".into(), owned("Ann"), None));
        assert_eq!(action("发送报告（李雷；周五）"), ("发送报告".into(), owned("李雷"), owned("周五")));
        assert_eq!(action("Send the report"), ("Send the report".into(), None, None));
    }
}
