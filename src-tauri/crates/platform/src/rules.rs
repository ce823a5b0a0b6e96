//! Which applications are treated differently, as plain data: the product's lists, to which the user's are added.
//!
//! A name is compared with both parts of WM_CLASS, without regard to case, and either wholly or with the last word of a
//! dotted name: `KeePassXC` is found in `org.keepassxc.KeePassXC`, `st` is not found in `stet`.

/// Names of applications, each list in no particular order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    /// Never read and never written: password managers.
    pub excluded: Vec<String>,
    /// Terminals: Ctrl+C would interrupt what runs there, so it is never sent, and pasting is Ctrl+Shift+V.
    pub terminals: Vec<String>,
    /// Terminals that paste with Shift+Insert, and from PRIMARY.
    pub insert_terminals: Vec<String>,
    /// Applications in which Ctrl+C and Ctrl+V mean something else, here or on a machine behind the window: no key is
    /// sent to them.
    pub foreign_keys: Vec<String>,
}

impl Default for Rules {
    fn default() -> Self {
        let list = |names: &str| names.split_whitespace().map(str::to_owned).collect();
        Rules {
            excluded: list(
                "keepassxc keepass keepass2 keepassx bitwarden 1password enpass dashlane lastpass nordpass
                 proton-pass seahorse kwalletmanager kwalletmanager5 gcr-prompter pinentry pinentry-gtk-2 pinentry-qt
                 pinentry-gnome3 polkit-gnome-authentication-agent-1 secrets passwordsafe buttercup",
            ),
            terminals: list(
                "gnome-terminal gnome-terminal-server konsole yakuake alacritty kitty foot footclient xfce4-terminal
                 tilix wezterm wezterm-gui terminator ghostty guake tilda lxterminal mate-terminal qterminal
                 deepin-terminal io.elementary.terminal terminology cool-retro-term ptyxis kgx console blackbox
                 contour rio hyper tabby terminus sakura roxterm warp waveterm",
            ),
            insert_terminals: list("xterm uxterm urxvt rxvt st st-256color mlterm eterm aterm pterm putty"),
            foreign_keys: list(
                "emacs gvim vim neovide remmina org.remmina.remmina xfreerdp wlfreerdp vncviewer tigervnc virt-manager
                 virt-viewer remote-viewer virtualbox virtualboxvm qemu vmware vmplayer anydesk teamviewer rustdesk
                 x2goclient gtkterm cutecom moserial",
            ),
        }
    }
}

/// How text gets into an application, and whether it may be asked to copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    Excluded,
    Terminal,
    InsertTerminal,
    ForeignKeys,
    /// No rule names it. That does not make it safe to send Ctrl+C: see the window's processes.
    Unnamed,
}

impl Rules {
    /// `class` holds both parts of WM_CLASS. What is excluded stays so, whatever else it is.
    pub(crate) fn manner(&self, class: &[&str]) -> Manner {
        let named = |list: &[String]| class.iter().any(|name| list.iter().any(|rule| is(name, rule)));
        if named(&self.excluded) {
            Manner::Excluded
        } else if named(&self.foreign_keys) {
            Manner::ForeignKeys
        } else if named(&self.insert_terminals) {
            Manner::InsertTerminal
        } else if named(&self.terminals) {
            Manner::Terminal
        } else {
            Manner::Unnamed
        }
    }
}

fn is(name: &str, rule: &str) -> bool {
    let (name, rule) = (name.to_lowercase(), rule.trim().to_lowercase());
    !rule.is_empty() && (name == rule || name.rsplit('.').next() == Some(&*rule))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_whole_and_without_case() {
        let rules = Rules::default();
        for (class, manner) in [
            (["keepassxc", "KeePassXC"], Manner::Excluded),
            (["org.keepassxc.KeePassXC", "x"], Manner::Excluded),
            (["Navigator", "Bitwarden"], Manner::Excluded),
            (["xterm", "UXTerm"], Manner::InsertTerminal),
            (["gnome-terminal-server", "Gnome-terminal"], Manner::Terminal),
            (["org.wezfurlong.wezterm", "org.wezfurlong.wezterm"], Manner::Terminal),
            (["emacs", "Emacs"], Manner::ForeignKeys),
            (["stet", "Stet"], Manner::Unnamed),
            (["mousepad", "Mousepad"], Manner::Unnamed),
            (["", ""], Manner::Unnamed),
        ] {
            assert_eq!(rules.manner(&class), manner, "{class:?}");
        }
    }

    #[test]
    fn a_users_rule_counts_and_an_empty_one_matches_nothing() {
        let mut rules = Rules::default();
        rules.terminals.push(" MyTerm ".into());
        rules.excluded.push(String::new());
        assert_eq!(rules.manner(&["myterm", "MyTerm"]), Manner::Terminal);
        assert_eq!(rules.manner(&["", ""]), Manner::Unnamed);
    }
}
