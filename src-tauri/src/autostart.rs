//! Beginning with the desktop: the app, hidden, ready for its keys.

use auto_launch::AutoLaunchBuilder;
use stet_core::{Code, Error, Result};

/// Errors: `io`, where the desktop's folder of programs to begin with can't be written.
pub fn set(on: bool) -> Result<()> {
    let failed = |error: auto_launch::Error| {
        Error::new(Code::Io, format!("Whether Stet begins with the desktop could not be changed: {error}."))
            .because(error)
    };
    let program = std::env::current_exe().map_err(|error| Error::io("find this program", error))?;
    let program = program.to_string_lossy();
    let program = if cfg!(target_os = "linux") { quoted(&program) } else { program.into_owned() };
    let mut builder = AutoLaunchBuilder::new();
    let launch = builder.set_app_name("stet").set_app_path(&program).set_args(&["open", "--hidden"]);
    let launch = launch.build().map_err(failed)?;
    if on { launch.enable() } else { launch.disable() }.map_err(failed)
}

/// As the command of a desktop entry has it, where a space would end the program's name.
fn quoted(program: &str) -> String {
    let mut quoted = String::from('"');
    for c in program.chars() {
        match c {
            // The entry's own escapes come first, then those of the command.
            '\\' => quoted.push_str(r"\\\\"),
            '"' | '`' | '$' => quoted.extend([r"\\", c.encode_utf8(&mut [0; 4])]),
            '%' => quoted.push_str("%%"),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_programs_name_may_hold_anything() {
        assert_eq!(quoted("/opt/my apps/stet"), r#""/opt/my apps/stet""#);
        assert_eq!(quoted(r#"/a"b$c%d\e"#), r#""/a\\"b\\$c%%d\\\\e""#);
    }
}
