//! `stet settings`: what the user chose.

use super::terminal::{print_json, print_text};
use crate::autostart;
use clap::Subcommand;
use serde_json::{Value, json};
use stet_core::Result;
use stet_core::home::Home;
use stet_core::run::Warning;
use stet_core::settings::{self, FIELDS, Settings};

#[derive(Subcommand)]
pub enum Command {
    /// Print a setting, or all of them
    Get {
        /// As in `engine` or `history.keep`
        key: Option<String>,
    },
    /// Change a setting
    Set {
        /// As in `engine` or `history.keep`
        key: String,
        /// The new value, or `default`
        #[arg(allow_hyphen_values = true)]
        value: String,
    },
    /// Print where the settings are kept
    Path,
}

pub fn run(command: Command, home: &Home, json: bool) -> Result<()> {
    match command {
        Command::Get { key } => {
            if let Some(key) = &key {
                settings::field_named(key)?;
            }
            // What is wrong with the file was said when the command started.
            let (settings, _) = settings::load(home);
            match key {
                Some(key) if json => print_json(&settings.get(&key)?),
                Some(key) => print_text(&format!("{}\n", word(&settings.get(&key)?))),
                None if json => print_json(&settings),
                None => print_text(&table(&settings)?),
            }
        }
        Command::Set { key, value } => {
            // What the desktop refuses must not stand in the settings.
            if key == "autostart"
                && let Ok(on) = value.parse()
            {
                autostart::set(on)?;
            }
            let (settings, warnings) = settings::set(home, &key, &value)?;
            report(&warnings);
            if json {
                print_json(&settings);
            } else {
                print_text(&format!("{key} = {}\n", word(&settings.get(&key)?)));
            }
        }
        Command::Path => {
            let path = home.settings_file();
            if json {
                print_json(&json!({ "path": path }));
            } else {
                print_text(&format!("{}\n", path.display()));
            }
        }
    }
    Ok(())
}

/// Where a damaged file was kept; the rest was said when the command started.
fn report(warnings: &[Warning]) {
    for warning in warnings.iter().filter(|warning| warning.code == "settings-damaged") {
        eprintln!("stet: {}", warning.message);
    }
}

fn table(settings: &Settings) -> Result<String> {
    let width = FIELDS.iter().map(|field| field.key.len()).max().unwrap_or(0);
    let mut text = String::new();
    for field in FIELDS {
        let value = word(&settings.get(field.key)?);
        text.push_str(&format!("{:<width$}  {value:<10}  {} ({})\n", field.key, field.about, field.expects()));
    }
    Ok(text)
}

/// A value as the command line takes it.
fn word(value: &Value) -> String {
    match value {
        Value::Null => "default".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
