//! Looks: colour, characters and width, from the flags, the environment and the terminal.

use std::io::IsTerminal;

use super::arguments::{Color, LookArguments};
use crate::render::style::{Style, WIDEST};

/// How standard output is to look.
pub(super) fn style(arguments: &LookArguments) -> Style {
    let terminal = std::io::stdout().is_terminal();
    let env = |name: &str| std::env::var(name).ok();
    let columns = terminal_size::terminal_size().filter(|_| terminal).map(|(width, _)| usize::from(width.0));
    Style {
        color: color(arguments.color, terminal, env),
        unicode: !terminal || unicode(env),
        width: columns.map_or(WIDEST, |columns| columns.clamp(40, WIDEST)),
    }
}

/// `--color`, then NO_COLOR, FORCE_COLOR, CLICOLOR_FORCE, CLICOLOR and TERM, then whether it is a terminal.
fn color(flag: Color, terminal: bool, env: impl Fn(&str) -> Option<String>) -> bool {
    let forces = |name: &str| env(name).is_some_and(|value| !value.is_empty() && value != "0");
    match flag {
        Color::Always => true,
        Color::Never => false,
        Color::Auto if env("NO_COLOR").is_some_and(|value| !value.is_empty()) => false,
        Color::Auto if forces("FORCE_COLOR") || forces("CLICOLOR_FORCE") => true,
        Color::Auto if env("CLICOLOR").as_deref() == Some("0") || env("TERM").as_deref() == Some("dumb") => false,
        Color::Auto => terminal,
    }
}

/// Whether the terminal draws Unicode: its locale says so, and it is not one of those that cannot.
fn unicode(env: impl Fn(&str) -> Option<String>) -> bool {
    if matches!(env("TERM").as_deref(), Some("dumb" | "linux")) {
        return false;
    }
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().filter_map(env).find(|value| !value.is_empty());
    match locale {
        Some(locale) => locale.to_ascii_uppercase().replace('-', "").contains("UTF8"),
        None => cfg!(windows) || cfg!(target_os = "macos"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Color, color, unicode};

    type Pairs = &'static [(&'static str, &'static str)];

    fn environment(pairs: Pairs) -> impl Fn(&str) -> Option<String> + Copy {
        move |name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
    }

    #[test]
    fn colour_follows_the_flag_then_the_environment_then_the_terminal() {
        let cases: [(Color, bool, Pairs, bool); 8] = [
            (Color::Auto, true, &[], true),
            (Color::Auto, false, &[], false),
            (Color::Always, false, &[("NO_COLOR", "1")], true),
            (Color::Auto, true, &[("NO_COLOR", "1"), ("FORCE_COLOR", "1")], false),
            (Color::Auto, false, &[("NO_COLOR", ""), ("FORCE_COLOR", "1")], true),
            (Color::Auto, false, &[("CLICOLOR_FORCE", "0")], false),
            (Color::Auto, true, &[("TERM", "dumb")], false),
            (Color::Never, true, &[("FORCE_COLOR", "1")], false),
        ];
        for (flag, terminal, pairs, expected) in cases {
            assert_eq!(color(flag, terminal, environment(pairs)), expected, "{pairs:?}");
        }
    }

    #[test]
    fn unicode_is_drawn_where_the_locale_has_it() {
        assert!(unicode(environment(&[("LANG", "de_DE.UTF-8")])));
        assert!(!unicode(environment(&[("LC_ALL", "C"), ("LANG", "de_DE.UTF-8")])));
        assert!(!unicode(environment(&[("TERM", "linux"), ("LANG", "C.utf8")])));
    }
}
