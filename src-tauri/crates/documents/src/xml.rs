//! XML as events, for DOCX and EPUB: nothing is expanded, fetched or nested beyond the limit.

use crate::limits::{Limits, damaged, hostile};
use encoding_rs::UTF_8;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use stet_core::Result;

pub(crate) enum Node<'a> {
    Start(&'a BytesStart<'a>),
    /// By its name without a prefix.
    End(&'a str),
    Text(&'a str),
}

/// Shows every element and text in order; an empty element is one that begins and ends.
///
/// Errors: those of `see`; `text-unsuitable` for XML that is damaged, too deep, or declares entities.
pub(crate) fn walk(
    bytes: &[u8],
    what: &str,
    limits: &Limits,
    mut see: impl FnMut(Node<'_>) -> Result<()>,
) -> Result<()> {
    let (xml, _, _) = UTF_8.decode(bytes);
    let mut reader = Reader::from_str(&xml);
    reader.config_mut().expand_empty_elements = true;
    let mut depth = 0;
    loop {
        match reader.read_event().map_err(|error| damaged(what, error))? {
            Event::Start(start) => {
                depth += 1;
                if depth > limits.depth {
                    let what = format!("The {what} has more than {} elements inside one another", limits.depth);
                    return Err(hostile(what));
                }
                see(Node::Start(&start))?;
            }
            Event::End(end) => {
                depth -= 1;
                see(Node::End(end.local_name().as_ref()))?;
            }
            Event::Empty(start) => {
                see(Node::Start(&start))?;
                see(Node::End(start.local_name().as_ref()))?;
            }
            Event::Text(text) => see(Node::Text(&text))?,
            Event::CData(text) => see(Node::Text(&text))?,
            Event::GeneralRef(reference) => {
                let c = match &*reference {
                    "amp" => Some('&'),
                    "lt" => Some('<'),
                    "gt" => Some('>'),
                    "quot" => Some('"'),
                    "apos" => Some('\''),
                    _ => reference.resolve_char_ref().map_err(|error| damaged(what, error))?,
                };
                if let Some(c) = c {
                    see(Node::Text(c.encode_utf8(&mut [0; 4])))?;
                }
            }
            Event::DocType(_) => return Err(hostile(format!("The {what} declares entities of its own"))),
            Event::Eof if depth == 0 => return Ok(()),
            Event::Eof => return Err(damaged(what, "it ends in the middle")),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
}

/// The value of an attribute, by its name without a prefix.
pub(crate) fn attribute(start: &BytesStart, name: &str) -> Option<String> {
    let found = start
        .attributes()
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.local_name().as_ref() == name)?;
    unescape(&found.value).ok().map(|value| value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(xml: &str) -> Result<String> {
        let mut text = String::new();
        let see = |node: Node<'_>| {
            if let Node::Text(words) = node {
                text.push_str(words);
            }
            Ok(())
        };
        walk(xml.as_bytes(), "file", &Limits::default(), see)?;
        Ok(text)
    }

    #[test]
    fn entities_are_not_expanded_and_depth_ends() {
        assert_eq!(text("<a>1 &lt; 2 &#65;<b/><![CDATA[<x>]]>&unknown;</a>").unwrap(), "1 < 2 A<x>");
        let laughs = "<!DOCTYPE a [<!ENTITY b \"lol\"><!ENTITY c \"&b;&b;\">]><a>&c;</a>";
        assert!(text(laughs).unwrap_err().message.contains("entities"));
        assert!(text("<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>").is_err());
        assert!(text(&"<a>".repeat(100_000)).unwrap_err().message.contains("inside one another"));
        for damaged in ["<a>", "<a></b>", "<a", "<a>&#xD800;</a>"] {
            assert!(text(damaged).is_err(), "{damaged}");
        }
    }
}
