//! Keys in the spelling of the "shortcuts" specification: modifiers in capitals, and a key as xkbcommon names it.

/// By the names of the web's key codes, which Stet's settings use; letters, digits and function keys need no table.
const KEYS: [(&str, &str); 37] = [
    ("space", "space"),
    ("enter", "Return"),
    ("tab", "Tab"),
    ("escape", "Escape"),
    ("backspace", "BackSpace"),
    ("delete", "Delete"),
    ("insert", "Insert"),
    ("home", "Home"),
    ("end", "End"),
    ("pageup", "Page_Up"),
    ("pagedown", "Page_Down"),
    ("arrowup", "Up"),
    ("arrowdown", "Down"),
    ("arrowleft", "Left"),
    ("arrowright", "Right"),
    ("comma", "comma"),
    ("period", "period"),
    ("semicolon", "semicolon"),
    ("quote", "apostrophe"),
    ("backquote", "grave"),
    ("slash", "slash"),
    ("backslash", "backslash"),
    ("minus", "minus"),
    ("equal", "equal"),
    ("bracketleft", "bracketleft"),
    ("bracketright", "bracketright"),
    ("printscreen", "Print"),
    ("pause", "Pause"),
    ("scrolllock", "Scroll_Lock"),
    ("capslock", "Caps_Lock"),
    ("numlock", "Num_Lock"),
    ("numpadenter", "KP_Enter"),
    ("numpadadd", "KP_Add"),
    ("numpadsubtract", "KP_Subtract"),
    ("numpadmultiply", "KP_Multiply"),
    ("numpaddivide", "KP_Divide"),
    ("numpaddecimal", "KP_Decimal"),
];

/// `Ctrl+Shift+Space` as `CTRL+SHIFT+space`; nothing for keys that have no name there.
pub fn trigger(keys: &str) -> Option<String> {
    let mut parts: Vec<&str> = keys.split('+').map(str::trim).collect();
    let key = key(parts.pop()?)?;
    let mut written = String::new();
    for part in parts {
        written += match part.to_lowercase().as_str() {
            "ctrl" | "control" => "CTRL",
            "shift" => "SHIFT",
            "alt" => "ALT",
            "super" => "LOGO",
            _ => return None,
        };
        written.push('+');
    }
    Some(written + &key)
}

fn key(name: &str) -> Option<String> {
    let name = name.to_lowercase();
    let one = |name: &str| name.len() == 1 && name.chars().all(|sign| sign.is_ascii_alphanumeric());
    let number = |from: &str| name.strip_prefix(from)?.parse::<u8>().ok();
    let bare = name.strip_prefix("key").or(name.strip_prefix("digit")).unwrap_or(&name);
    if one(bare) {
        return Some(bare.to_owned());
    }
    match (number("f"), number("numpad")) {
        (Some(number @ 1..=35), _) => Some(format!("F{number}")),
        (_, Some(number @ 0..=9)) => Some(format!("KP_{number}")),
        _ => KEYS.iter().find(|(known, _)| *known == name).map(|(_, written)| (*written).to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_written_as_the_portal_reads_them() {
        for (keys, written) in [
            ("Ctrl+Shift+Space", "CTRL+SHIFT+space"),
            ("shift+control+Space", "SHIFT+CTRL+space"),
            ("Super+Alt+P", "LOGO+ALT+p"),
            ("control+KeyP", "CTRL+p"),
            ("Ctrl+1", "CTRL+1"),
            ("Ctrl+Digit1", "CTRL+1"),
            ("F9", "F9"),
            ("Ctrl+Numpad4", "CTRL+KP_4"),
            ("Ctrl+ArrowUp", "CTRL+Up"),
            ("Ctrl+Alt+Enter", "CTRL+ALT+Return"),
        ] {
            assert_eq!(trigger(keys).as_deref(), Some(written), "{keys}");
        }
    }

    #[test]
    fn keys_without_a_name_there_are_none() {
        for keys in ["", "Ctrl+", "Hyper+P", "Ctrl+LaunchMail", "F99", "Ctrl+é"] {
            assert_eq!(trigger(keys), None, "{keys}");
        }
    }
}
