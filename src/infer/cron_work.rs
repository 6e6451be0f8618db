//! Scheduled work that is hidden in something that always runs: cron in a container, a crontab written by a start
//! script, a loop that sleeps. It is found only where nothing else runs beside it.

use smol_str::SmolStr;

use super::crontab::{crontab_work, is_crontab_entry};
use super::shell::{Statement, base_name, statements, words};
use crate::values::units;

/// Scheduled work, as it is written.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct CronWork {
    /// The schedule, or where none is written, the command that keeps one.
    pub(super) schedule: SmolStr,
    /// The shortest time between two runs.
    pub(super) interval: Interval,
}

/// The time between two runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Interval {
    /// So many seconds.
    Every(f64),
    /// The schedule is kept in a file that is not written here.
    Elsewhere,
    /// The pause of a loop is not written here: it may be so short that the loop keeps watch and no schedule.
    Pause,
}

const CRON_PROGRAMS: &[&str] = &["cron", "crond", "dcron", "fcron", "supercronic", "go-cron", "yacron", "ofelia"];
const SHELLS: &[&str] = &["sh", "bash", "ash", "dash", "zsh"];
const WRAPPERS: &[&str] = &["tini", "dumb-init", "--", "exec", "env", "-g", "-s"];
/// Programs that keep a container alive and do nothing else.
const IDLERS: &[&str] = &["tail", "sleep", "wait"];
/// Programs of a loop that do no work.
const IDLE_IN_LOOP: &[&str] =
    &["sleep", "wait", "echo", "printf", "date", ":", "true", "trap", "if", "fi", "elif", "done", "test", "[", "[["];
/// Programs that prepare a machine and are gone when the script ends.
const SETUP: &[&str] = &[
    "apt",
    "apt-get",
    "yum",
    "dnf",
    "apk",
    "zypper",
    "amazon-linux-extras",
    "pip",
    "pip3",
    "echo",
    "cat",
    "tee",
    "printf",
    "mkdir",
    "chmod",
    "chown",
    "cp",
    "mv",
    "ln",
    "touch",
    "rm",
    "crontab",
    "export",
    "set",
    "cd",
    "source",
    ".",
    "curl",
    "wget",
    "aws",
    "gsutil",
    "gcloud",
    "az",
    "git",
    "useradd",
    "groupadd",
    "usermod",
    "timedatectl",
    "sed",
    "sleep",
    "if",
    "fi",
    "elif",
    "true",
    "exit",
    "unzip",
    "tar",
    "install",
    "hostnamectl",
    "[",
    "[[",
    "}",
    ")",
    "which",
    "command",
    "jq",
    "tr",
    "cut",
    "head",
    "grep",
    "awk",
    "base64",
];
/// Packages that start serving when they are installed.
const SERVERS: &[&str] = &[
    "nginx",
    "apache2",
    "httpd",
    "haproxy",
    "varnish",
    "squid",
    "tomcat",
    "tomcat9",
    "jenkins",
    "openvpn",
    "bind9",
    "postfix",
    "redis",
    "redis-server",
    "memcached",
    "rabbitmq-server",
    "mysql-server",
    "mariadb-server",
    "mongodb-org",
    "elasticsearch",
    "grafana",
    "prometheus",
    "vsftpd",
    "samba",
    "nfs-kernel-server",
    "docker-compose",
];
/// Units whose start does not make a machine a server.
const HARMLESS_UNITS: &[&str] = &[
    "cron",
    "crond",
    "cronie",
    "atd",
    "ssh",
    "sshd",
    "chronyd",
    "ntp",
    "ntpd",
    "rsyslog",
    "fail2ban",
    "docker",
    "containerd",
    "amazon-ssm-agent",
    "amazon-cloudwatch-agent",
    "google-cloud-ops-agent",
    "auditd",
];
/// Longer scripts are not read: machines take 16 to 64 KiB, and what is longer holds more than a crontab.
const LONGEST_SCRIPT: usize = 64 * 1024;
/// A loop that pauses for less keeps watch: a scheduler would start its jobs faster than they come up.
const SHORTEST_PAUSE: f64 = 300.0;
/// Longer commands are cut where they stand for a schedule.
const LONGEST_SCHEDULE: usize = 80;

/// The scheduled work of a container's command and arguments.
pub(super) fn in_command(command: &[&str]) -> Option<CronWork> {
    let rest: Vec<&str> = command.iter().copied().skip_while(|word| WRAPPERS.contains(&base_name(word))).collect();
    let program = base_name(rest.first()?);
    if SHELLS.contains(&program) {
        let flag = rest.iter().position(|word| word.starts_with('-') && word.ends_with('c'))?;
        return in_container_script(&rest.get(flag + 1..)?.join(" "));
    }
    if CRON_PROGRAMS.contains(&program) {
        return Some(CronWork { schedule: shortened(&rest.join(" ")), interval: Interval::Elsewhere });
    }
    // The whole command in one word: `sh` is left out, the entry point is one.
    (rest.len() == 1 && program.contains(char::is_whitespace)).then(|| in_container_script(program)).flatten()
}

/// The scheduled work of a shell script that is a container's process: what it ends in is what stays.
fn in_container_script(script: &str) -> Option<CronWork> {
    if script.len() > LONGEST_SCRIPT {
        return None;
    }
    let all = statements(script);
    if let Some(found) = endless_loop(&all) {
        return found.work();
    }
    if all.iter().any(|statement| statement.background && !is_cron(statement)) {
        return None;
    }
    let last = all.last()?;
    let cron = if IDLERS.contains(&last.program()) {
        all.iter().find(|statement| is_cron(statement))?
    } else {
        Some(last).filter(|last| is_cron(last))?
    };
    Some(
        crontab_work(script)
            .unwrap_or_else(|| CronWork { schedule: shortened(&cron.text), interval: Interval::Elsewhere }),
    )
}

/// The scheduled work of a machine's whole start script; nothing where it starts anything else, or may.
pub(super) fn in_start_script(script: &str) -> Option<CronWork> {
    if script.len() > LONGEST_SCRIPT {
        return None;
    }
    let all = statements(script);
    if let Some(found) = endless_loop(&all) {
        let before = all.get(..found.start)?;
        return if before.iter().all(only_prepares) { found.work() } else { None };
    }
    let speaks_of_cron = script.contains("cron") && !script.contains("@reboot");
    let is_only_setup = speaks_of_cron && all.iter().all(|statement| is_cron(statement) || only_prepares(statement));
    if is_only_setup { crontab_work(script) } else { None }
}

fn is_cron(statement: &Statement) -> bool {
    CRON_PROGRAMS.contains(&statement.program())
}

/// Whether a statement is done when the script is, and leaves nothing that serves.
fn only_prepares(statement: &Statement) -> bool {
    if statement.only_sets() || is_crontab_entry(&statement.text) {
        return true;
    }
    let words = statement.words();
    if matches!(statement.program(), "systemctl" | "service") {
        let unit =
            |word: &&str| HARMLESS_UNITS.contains(&word.trim_end_matches(".service")) || word.ends_with(".timer");
        return words.contains(&"daemon-reload") || words.iter().any(unit);
    }
    let is_setup = |program: &&str| SETUP.contains(program) || CRON_PROGRAMS.contains(program);
    !statement.background
        && statement.pipe_programs().iter().all(|program| is_setup(program) || program.contains('='))
        && !words.iter().any(|word| SERVERS.contains(word))
}

/// A loop without an end.
struct EndlessLoop {
    /// The statement it starts at.
    start: usize,
    body: Vec<Statement>,
}

/// The first loop that never ends and that the script waits for.
fn endless_loop(all: &[Statement]) -> Option<EndlessLoop> {
    let start = all.iter().position(|statement| is_endless_head(&statement.text))?;
    let mut depth = 1;
    let mut body = Vec::new();
    for statement in all.get(start + 1..)? {
        match statement.program() {
            "while" | "until" | "for" => depth += 1,
            "done" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            // `done &` leaves the loop beside what follows.
            return (!statement.background).then_some(EndlessLoop { start, body: with_head(all.get(start)?, body) });
        }
        body.push(statement.clone());
    }
    None
}

/// The loop's body, and where the head sleeps (`while sleep 60`), that too.
fn with_head(head: &Statement, mut body: Vec<Statement>) -> Vec<Statement> {
    if let Some(condition) = head.text.strip_prefix("while ").filter(|condition| condition.starts_with("sleep ")) {
        body.push(Statement { text: condition.to_owned(), background: false });
    }
    body
}

fn is_endless_head(text: &str) -> bool {
    let condition = text.strip_prefix("while ").or_else(|| text.strip_prefix("until !"));
    let spaced = condition.map(|condition| words(condition).join(" "));
    let endless = spaced.is_some_and(|condition| {
        matches!(condition.as_str(), "true" | ":" | "1" | "[ 1 ]" | "[ true ]" | "[[ 1 ]]" | "[[ true ]]")
            || condition.starts_with("sleep ")
    });
    endless || text == "until false"
}

impl EndlessLoop {
    /// The work of a loop that sleeps between two rounds; a loop that is left is a wait for something.
    fn work(&self) -> Option<CronWork> {
        let leaves =
            |statement: &Statement| statement.words().iter().any(|word| matches!(*word, "break" | "exit" | "return"));
        let works = |statement: &&Statement| !statement.only_sets() && !IDLE_IN_LOOP.contains(&statement.program());
        if self.body.iter().any(leaves) || !self.body.iter().any(|statement| works(&statement)) {
            return None;
        }
        let pause = self.body.iter().rfind(|statement| statement.program() == "sleep")?;
        let interval = match pause.words().get(1).and_then(|time| units::seconds(time)) {
            Some(seconds) if seconds < SHORTEST_PAUSE => return None,
            Some(seconds) => Interval::Every(seconds),
            None => Interval::Pause,
        };
        (!pause.text.contains("inf")).then(|| CronWork { schedule: shortened(&pause.text), interval })
    }
}

fn shortened(text: &str) -> SmolStr {
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(LONGEST_SCHEDULE).collect()
}

#[cfg(test)]
mod tests {
    use super::Interval::{Elsewhere, Every, Pause};
    use super::{Interval, in_command, in_start_script};

    const DAY: f64 = 86_400.0;

    #[test]
    fn commands_that_only_keep_a_schedule_are_told_from_those_that_serve() {
        let unwritten = Some(Elsewhere);
        let cases: &[(&[&str], Option<Interval>)] = &[
            (&["crond", "-f", "-l", "8"], unwritten),
            (&["/usr/local/bin/supercronic", "/etc/crontab"], unwritten),
            (&["tini", "--", "cron", "-f"], unwritten),
            (&["/bin/sh", "-c", "env > /etc/environment && exec cron -f"], unwritten),
            (&["sh", "-c", "cron && tail -f /var/log/cron.log"], unwritten),
            (&["sh", "-c", "echo '0 3 * * * /backup.sh' | crontab - && crond -f"], Some(Every(DAY))),
            (&["sh", "-c", "while true; do /sync.sh; sleep 3600; done"], Some(Every(3600.0))),
            (&["sh", "-ec", "trap exit TERM; while :; do renew; sleep 12h & wait $!; done;"], Some(Every(43_200.0))),
            (&["bash", "-c", "while sleep 5m; do ./report; done"], Some(Every(300.0))),
            (&["sh", "-c", "while true; do ./report; sleep $INTERVAL; done"], Some(Pause)),
            (
                &["sh", "-c", "while true; do date > /mnt/a; hostname >> /mnt/a; sleep $(($RANDOM % 5 + 5)); done"],
                Some(Pause),
            ),
            // What pauses for moments keeps watch.
            (&["sh", "-c", "while true; do ./sync; sleep 30; done"], None),
            // Beside a server, waiting for one, keeping alive: none is scheduled work alone.
            (&["sh", "-c", "crond && exec nginx -g 'daemon off;'"], None),
            (&["sh", "-c", "python app.py & crond -f"], None),
            (&["sh", "-c", "while :; do sleep 6h; nginx -s reload; done & nginx -g 'daemon off;'"], None),
            (&["sh", "-c", "while true; do nc -z db 5432 && break; sleep 1; done; exec app"], None),
            (&["sh", "-c", "while ! nc -z db 5432; do sleep 1; done; exec app"], None),
            (&["sh", "-c", "while true; do echo alive; sleep 30; done"], None),
            (&["sleep", "infinity"], None),
            (&["sh", "-c", "sleep infinity"], None),
            (&["node", "server.js", "--cron"], None),
            (&["sh", "-c", "'"], None),
            (&[], None),
        ];
        for (command, expected) in cases {
            assert_eq!(in_command(command).map(|work| work.interval), *expected, "{command:?}");
        }
    }

    #[test]
    fn start_scripts_count_only_where_nothing_else_is_started() {
        let crontab = "#!/bin/bash\nyum install -y cronie aws-cli\naws s3 cp s3://b/backup.sh /opt/backup.sh\n";
        let entry = "echo '30 2 * * * root /opt/backup.sh' > /etc/cron.d/backup\nsystemctl enable --now crond\n";
        let heredoc = "apt-get update && apt-get install -y cron\ncat <<'EOF' > /etc/cron.d/report\n# nightly\n0 * * * * root /opt/report\nEOF\nservice cron start\n";
        let cases = [
            (format!("{crontab}{entry}"), Some(Every(DAY))),
            (heredoc.to_owned(), Some(Every(3600.0))),
            ("(crontab -l; echo \"@daily /opt/sync.sh\") | crontab -\n".to_owned(), Some(Every(DAY))),
            (
                format!("echo \"TOKEN=$(aws ssm get-parameter --name t | jq -r .)\" >> /etc/environment\n{entry}"),
                Some(Every(DAY)),
            ),
            ("mkdir -p /opt/x\nwhile true; do /opt/x/run; sleep 600; done\n".to_owned(), Some(Every(600.0))),
            // A server, or a script that may start one, stands beside it.
            (format!("{crontab}{entry}systemctl enable --now nginx\n"), None),
            (format!("yum install -y nginx\n{entry}"), None),
            (format!("{entry}docker run -d app:1\n"), None),
            (format!("{entry}./install.sh\n"), None),
            (format!("{entry}curl -s https://example.com/setup | bash\n"), None),
            (format!("{entry}/opt/server &\n"), None),
            // Housekeeping, packages alone, a start at boot.
            ("apt-get install -y cron logrotate\nsystemctl start cron\n".to_owned(), None),
            ("echo '0 0 * * * root certbot renew' > /etc/cron.d/certbot\n".to_owned(), None),
            ("echo '@reboot root /opt/server' > /etc/cron.d/server\n".to_owned(), None),
            ("# echo '30 2 * * * root /opt/backup.sh' > /etc/cron.d/backup\n".to_owned(), None),
            (String::new(), None),
        ];
        for (script, expected) in cases {
            assert_eq!(in_start_script(&script).map(|work| work.interval), expected, "{script}");
        }
    }
}
