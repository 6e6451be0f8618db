//! Crontab entries in a script's text, without those that only keep the machine in order.

use super::cron_work::{CronWork, Interval};
use super::shell::{base_name, words};
use crate::values::schedule;

/// Work that keeps the machine itself in order; logs, certificates and packages are no reason for another platform.
const HOUSEKEEPING: &[&str] = &[
    "logrotate",
    "certbot",
    "letsencrypt",
    "apt",
    "apt-get",
    "yum",
    "dnf",
    "prune",
    "journalctl",
    "vacuum",
    "freshclam",
    "ntpdate",
    "updatedb",
    "awslogs",
    "unattended-upgrade",
    "amazon-cloudwatch-agent",
    "mon-put-instance-data.pl",
    "fstrim",
    "drop_caches",
    "reboot",
    "shutdown",
    "tmpwatch",
    "aide",
];

/// An entry starts early in its line; further words are not tried.
const LATEST_START: usize = 64;

/// The work of the crontab entries in a text; where there are several, the one that runs most often.
pub(super) fn crontab_work(text: &str) -> Option<CronWork> {
    let entries = text.lines().filter(|line| !line.trim_start().starts_with('#')).filter_map(crontab_entry);
    let work = entries.filter(|(_, command)| !command.iter().any(|word| HOUSEKEEPING.contains(&base_name(word))));
    let timed = work.filter_map(|(schedule, _)| Some((schedule::shortest_interval(&schedule)?, schedule)));
    let most_often = timed.min_by(|one, other| one.0.total_cmp(&other.0));
    most_often.map(|(seconds, schedule)| CronWork { interval: Interval::Every(seconds), schedule: schedule.into() })
}

/// Whether a statement is itself an entry, as in the body of a heredoc or a file.
pub(super) fn is_crontab_entry(statement: &str) -> bool {
    crontab_entry(statement).is_some_and(|(schedule, _)| statement.trim_start().starts_with(&schedule))
}

/// The schedule and the command of a crontab entry in a line, also within an `echo "..."`.
fn crontab_entry(line: &str) -> Option<(String, Vec<&str>)> {
    let words = words(line);
    for start in 0..words.len().min(LATEST_START) {
        let rest = words.get(start..)?;
        if let [shorthand, command @ ..] = rest
            && shorthand.starts_with('@')
            && !command.is_empty()
            && schedule::is_schedule(shorthand)
        {
            return Some(((*shorthand).to_owned(), command.to_vec()));
        }
        // A `*` makes sure that these are not five other words.
        let (Some(fields), Some(command)) = (rest.get(..5), rest.get(5..)) else { continue };
        let text = fields.join(" ");
        if text.contains('*') && !command.is_empty() && schedule::is_schedule(&text) {
            return Some((text, command.to_vec()));
        }
    }
    None
}
