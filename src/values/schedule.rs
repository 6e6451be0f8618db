//! Schedules: how often `*/5 * * * *`, `rate(5 minutes)`, `cron(0 8 * * ? *)` and their like run.

use super::cron::{self, Form, Rhythm};
use super::units;

/// The shortest time between two runs of a schedule, in seconds; nothing where it is none that can be read.
///
/// Read are cron expressions of five fields (Kubernetes, Google Cloud, KEDA's `start` and `end`), of six with seconds
/// first (Azure), `cron(...)` of six with a year last and `rate(...)` (AWS), `@daily` and its like, `@every 1h`,
/// `every 5 minutes`, each also behind a `TZ=` or `CRON_TZ=`.
pub fn shortest_interval(text: &str) -> Option<f64> {
    rhythm(text).map(|rhythm| rhythm.shortest)
}

/// Runs of a schedule in a day, on average; nothing where it is none that can be read.
pub fn runs_per_day(text: &str) -> Option<f64> {
    rhythm(text).map(|rhythm| rhythm.runs_per_day)
}

/// Whether a text is a schedule that comes again and again. `@reboot` and `at(...)` are not.
pub fn is_schedule(text: &str) -> bool {
    rhythm(text).is_some()
}

fn rhythm(text: &str) -> Option<Rhythm> {
    let text = without_zone(text.trim());
    if text.starts_with('@') {
        return shorthand(text);
    }
    if let Some(inner) = inside(text, "rate") {
        return every(inner);
    }
    if let Some(inner) = inside(text, "cron") {
        return cron::rhythm(inner, Form::Aws);
    }
    if let Some(rest) = text.strip_prefix("every ") {
        return every(rest);
    }
    match text.split_whitespace().count() {
        5 => cron::rhythm(text, Form::Unix),
        6 => cron::rhythm(text, Form::Seconds),
        _ => None,
    }
}

fn without_zone(text: &str) -> &str {
    let zoned = text.strip_prefix("CRON_TZ=").or_else(|| text.strip_prefix("TZ="));
    zoned.and_then(|zoned| zoned.split_once(char::is_whitespace)).map_or(text, |(_, rest)| rest.trim_start())
}

fn inside<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    text.strip_prefix(word)?.trim_start().strip_prefix('(')?.trim_end().strip_suffix(')').map(str::trim)
}

fn shorthand(text: &str) -> Option<Rhythm> {
    let fields = match text {
        "@hourly" => "0 * * * *",
        "@daily" | "@midnight" => "0 0 * * *",
        "@weekly" => "0 0 * * 0",
        "@monthly" => "0 0 1 * *",
        "@yearly" | "@annually" => "0 0 1 1 *",
        _ => return every(text.strip_prefix("@every ")?),
    };
    cron::rhythm(fields, Form::Unix)
}

fn every(text: &str) -> Option<Rhythm> {
    let shortest = units::seconds(text).filter(|seconds| *seconds > 0.0)?;
    Some(Rhythm { shortest, runs_per_day: 86_400.0 / shortest })
}

#[cfg(test)]
mod tests {
    use super::{is_schedule, runs_per_day, shortest_interval};

    const MINUTE: f64 = 60.0;
    const HOUR: f64 = 3600.0;
    const DAY: f64 = 86_400.0;

    #[test]
    fn the_shortest_interval_is_the_one_a_calendar_would_show() {
        let cases = [
            ("* * * * *", MINUTE),
            ("*/5 * * * *", 5.0 * MINUTE),
            // The hour ends with a shorter step: 42, 49, 56, 0.
            ("*/7 * * * *", 4.0 * MINUTE),
            ("5/15 * * * *", 15.0 * MINUTE),
            ("0 * * * *", HOUR),
            ("0 0,1 * * *", HOUR),
            ("0 9-17/3 * * *", 3.0 * HOUR),
            // 23:00 and 1:00 of the next day.
            ("0 1,23 * * *", 2.0 * HOUR),
            ("0 2 * * *", DAY),
            ("0 2 * * MON-fri", DAY),
            ("0 2 * * 0", 7.0 * DAY),
            ("0 2 * * 7", 7.0 * DAY),
            ("0 0 1 * *", 28.0 * DAY),
            ("0 0 31 * *", 31.0 * DAY),
            ("0 0 29 2 *", 1461.0 * DAY),
            // Either day field will do: a 13th may be next to a Friday.
            ("0 0 13 * 5", DAY),
            ("@hourly", HOUR),
            ("@weekly", 7.0 * DAY),
            ("@yearly", 365.0 * DAY),
            ("@every 1h30m", 1.5 * HOUR),
            ("TZ=Europe/Paris 0 8 * * *", DAY),
            ("CRON_TZ=UTC */10 * * * *", 10.0 * MINUTE),
            ("rate(5 minutes)", 5.0 * MINUTE),
            ("rate(1 day)", DAY),
            ("every 12 hours", 12.0 * HOUR),
            ("cron(0 8 * * ? *)", DAY),
            ("cron(0/15 * ? * MON-FRI *)", 15.0 * MINUTE),
            ("cron(0 8 ? * 1 *)", 7.0 * DAY),
            ("cron(0 8 L * ? *)", 28.0 * DAY),
            ("cron(0 8 ? * 6L *)", 28.0 * DAY),
            ("cron(0 8 ? * 2#1 *)", 28.0 * DAY),
            ("cron(0 8 15W * ? *)", 28.0 * DAY),
            ("0 */5 * * * *", 5.0 * MINUTE),
            ("*/30 * * * * *", 30.0),
        ];
        for (text, expected) in cases {
            assert_eq!(shortest_interval(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn runs_are_counted_over_the_calendar() {
        assert_eq!(runs_per_day("*/15 * * * *"), Some(96.0));
        assert_eq!(runs_per_day("0 2 * * 0"), Some(1.0 / 7.0));
        assert_eq!(runs_per_day("rate(2 hours)"), Some(12.0));
        let monthly =
            ["@monthly", "cron(0 8 1W * ? *)", "cron(0 8 15W * ? *)", "cron(0 8 LW * ? *)", "cron(0 8 ? * 2L *)"];
        for text in monthly {
            let runs_per_year = runs_per_day(text).unwrap_or_default() * 365.25;
            assert!((runs_per_year - 12.0).abs() < 1e-9, "{text}: {runs_per_year}");
        }
    }

    #[test]
    fn what_is_no_schedule_is_refused() {
        let texts = [
            "",
            "soon",
            "@reboot",
            "@fortnightly",
            "at(2026-01-01T00:00:00)",
            "* * * *",
            "60 * * * *",
            "* 24 * * *",
            "*/0 * * * *",
            "5-1 * * * *",
            "0 0 L * *",
            "0 0 30 2 *",
            "rate(0 minutes)",
            "rate(5 parsecs)",
            "cron(0 8 * * *)",
            "a b c d e",
            "the quick brown fox jumps",
            "0 0 * * mon-",
            "4294967296 * * * *",
        ];
        for text in texts {
            assert!(!is_schedule(text), "{text}");
        }
    }
}
