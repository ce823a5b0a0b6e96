//! Consent, asked for on the terminal itself: standard input may be the text, and standard output the result.

use futures::FutureExt;
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::sync::Arc;
use stet_core::cloud::{Ask, SecretString, Sheet, Verdict};
use stet_core::{Code, Error, Result};

#[cfg(unix)]
const TERMINAL: &str = "/dev/tty";
#[cfg(windows)]
const TERMINAL: &str = "CONIN$";
#[cfg(unix)]
const SCREEN: &str = "/dev/tty";
#[cfg(windows)]
const SCREEN: &str = "CONOUT$";

/// Whoever is at the terminal decides; where there is none the answer is no. `yes` is their word given before.
pub fn ask(yes: bool) -> Ask {
    Arc::new(move |sheets: Vec<Sheet>| {
        async move {
            if yes {
                let turns = sheets.into_iter().map(|sheet| sheet.turns).collect();
                return Ok(Verdict::Once { turns });
            }
            let asked = tokio::task::spawn_blocking(move || decide(sheets)).await;
            asked.unwrap_or_else(|error| {
                Err(Error::new(Code::Internal, "The question could not be asked.").because(error))
            })
        }
        .boxed()
    })
}

fn decide(sheets: Vec<Sheet>) -> Result<Verdict> {
    let nobody = |error: io::Error| {
        Error::new(Code::Refused, "Nothing was sent: there is no terminal to ask on.")
            .hint("Run it in a terminal, or say with --yes that you consent.")
            .because(error)
    };
    let Some(first) = sheets.first() else { return Ok(Verdict::No) };
    let question = format!("Send this to “{}”? [y]es, this time · [a]lways for {} · [N]o: ", first.server, first.tool);
    let screen = question_screen(&sheets);
    match line(&format!("{screen}\n{question}")).map_err(nobody)?.trim().to_lowercase().as_str() {
        "y" | "yes" => Ok(Verdict::Once { turns: sheets.into_iter().map(|sheet| sheet.turns).collect() }),
        "a" | "always" => Ok(Verdict::Always),
        _ => Ok(Verdict::No),
    }
}

/// Everything that would leave, as it would leave.
fn question_screen(sheets: &[Sheet]) -> String {
    let mut screen = String::new();
    for (number, sheet) in sheets.iter().enumerate() {
        let which = if sheets.len() == 1 { String::new() } else { format!(" ({} of {})", number + 1, sheets.len()) };
        screen.push_str(&format!("── To “{}”{which}: {}\n", sheet.server, sheet.url));
        if number == 0 {
            screen.push_str(&format!("   for {} with {}, {}\n", sheet.tool, sheet.model, sheet.reason));
        }
        let hidden: Vec<_> = sheet.redacted.iter().map(|one| format!("{} {}", one.count, one.kind)).collect();
        let hidden = if hidden.is_empty() { "nothing".to_owned() } else { hidden.join(", ") };
        screen.push_str(&format!("   hidden: {hidden}\n{}\n", printable(&sheet.body)));
    }
    screen
}

/// A text must not be able to draw over what is asked. JSON has no control characters but line ends of its own; the ones
/// that turn the direction of writing are shown by their numbers.
fn printable(body: &str) -> String {
    body.chars()
        .map(|c| match c {
            '\n' => c.to_string(),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' => {
                format!("\\u{:04x}", c as u32)
            }
            c if c.is_control() => format!("\\u{:04x}", c as u32),
            c => c.to_string(),
        })
        .collect()
}

/// Asks on the terminal and returns the line that is typed there. Errors: there is no terminal.
fn line(question: &str) -> io::Result<String> {
    let mut screen = std::fs::OpenOptions::new().write(true).open(SCREEN)?;
    let mut keys = BufReader::new(std::fs::File::open(TERMINAL)?);
    screen.write_all(question.as_bytes())?;
    screen.flush()?;
    let mut answer = String::new();
    keys.read_line(&mut answer)?;
    Ok(answer)
}

/// Asks for a secret, which is not shown; `None` where there is no terminal or nothing is typed.
pub fn secret(question: &str) -> Option<SecretString> {
    let typed = rpassword::prompt_password(question).ok()?;
    (!typed.trim().is_empty()).then(|| typed.into())
}

/// Asks for the passphrase of the file with keys.
pub fn passphrase(path: &Path) -> Option<SecretString> {
    secret(&format!("Passphrase for {}: ", path.display()))
}
