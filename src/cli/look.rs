//! Looks: colour, characters and width, from the flags, the environment and the terminal.

use std::io::IsTerminal;

use super::arguments::{Color, LookArguments};
use crate::render::style::{Style, WIDEST};

/// Narrower, no prose is set.
const NARROWEST: usize = 40;

/// Where what is written goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reader {
    /// Before a person's eyes.
    Terminal,
    /// Into a file or another program.
    Other,
}

/// How standard output is to look.
pub(super) fn style(arguments: &LookArguments) -> Style {
    let reader = if std::io::stdout().is_terminal() { Reader::Terminal } else { Reader::Other };
    let env = |name: &str| std::env::var(name).ok();
    let color = color(arguments.color, reader, env);
    match reader {
        Reader::Terminal => {
            let columns = terminal_size::terminal_size().map_or(WIDEST, |(width, _)| usize::from(width.0));
            Style { color, unicode: unicode(env), width: columns.clamp(NARROWEST, WIDEST) }
        }
        Reader::Other => Style { color, unicode: true, width: WIDEST },
    }
}

/// `--color`, then NO_COLOR, FORCE_COLOR, CLICOLOR_FORCE, CLICOLOR and TERM, then whether it is a terminal.
fn color(flag: Color, reader: Reader, env: impl Fn(&str) -> Option<String>) -> bool {
    let forces = |name: &str| env(name).is_some_and(|value| !value.is_empty() && value != "0");
    match flag {
        Color::Always => true,
        Color::Never => false,
        Color::Auto if env("NO_COLOR").is_some_and(|value| !value.is_empty()) => false,
        Color::Auto if forces("FORCE_COLOR") || forces("CLICOLOR_FORCE") => true,
        Color::Auto if env("CLICOLOR").as_deref() == Some("0") || env("TERM").as_deref() == Some("dumb") => false,
        Color::Auto => reader == Reader::Terminal,
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
    use super::{Color, Reader, color, unicode};

    type Pairs = &'static [(&'static str, &'static str)];

    fn environment(pairs: Pairs) -> impl Fn(&str) -> Option<String> + Copy {
        move |name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
    }

    #[test]
    fn colour_follows_the_flag_then_the_environment_then_the_terminal() {
        let cases: [(Color, Reader, Pairs, bool); 8] = [
            (Color::Auto, Reader::Terminal, &[], true),
            (Color::Auto, Reader::Other, &[], false),
            (Color::Always, Reader::Other, &[("NO_COLOR", "1")], true),
            (Color::Auto, Reader::Terminal, &[("NO_COLOR", "1"), ("FORCE_COLOR", "1")], false),
            (Color::Auto, Reader::Other, &[("NO_COLOR", ""), ("FORCE_COLOR", "1")], true),
            (Color::Auto, Reader::Other, &[("CLICOLOR_FORCE", "0")], false),
            (Color::Auto, Reader::Terminal, &[("TERM", "dumb")], false),
            (Color::Never, Reader::Terminal, &[("FORCE_COLOR", "1")], false),
        ];
        for (flag, reader, pairs, expected) in cases {
            assert_eq!(color(flag, reader, environment(pairs)), expected, "{pairs:?}");
        }
    }

    #[test]
    fn unicode_is_drawn_where_the_locale_has_it() {
        assert!(unicode(environment(&[("LANG", "de_DE.UTF-8")])));
        assert!(!unicode(environment(&[("LC_ALL", "C"), ("LANG", "de_DE.UTF-8")])));
        assert!(!unicode(environment(&[("TERM", "linux"), ("LANG", "C.utf8")])));
    }
}
