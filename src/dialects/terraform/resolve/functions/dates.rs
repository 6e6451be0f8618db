//! Functions of timestamps, as RFC 3339 writes them.

use jiff::SignedDuration;
use jiff::civil::{Date, DateTime, Time, Weekday};
use smol_str::format_smolstr;

use super::{Call, Function, Takes, function};
use crate::dialects::terraform::resolve::value::Fault;

pub(super) static FUNCTIONS: &[Function] = &[
    function("formatdate", Takes::Whole, |call| {
        let (pattern, moment) = (call.text(0)?, moment(call, 1)?);
        call.give_text(&formatted(call, &pattern, &moment)?)
    }),
    function("timeadd", Takes::Whole, |call| {
        let (moment, text) = (moment(call, 0)?, call.text(1)?);
        let nanoseconds =
            duration(&text).ok_or_else(|| call.wrong(&format_smolstr!("{text:?}, which is no duration")))?;
        let sum = moment.local.checked_add(SignedDuration::from_nanos(nanoseconds));
        let local = sum.map_err(|_| call.wrong("a duration that leads out of the calendar"))?;
        call.give_text(&Moment { local, ..moment }.text())
    }),
    function("timecmp", Takes::Whole, |call| {
        let (one, other) = (moment(call, 0)?, moment(call, 1)?);
        let (one, other) = (one.in_utc(), other.in_utc());
        match (one, other) {
            (Some(one), Some(other)) => call.give_number(f64::from(one.cmp(&other) as i8)),
            _ => Err(call.wrong("a timestamp at the end of the calendar")),
        }
    }),
];

/// A time of day somewhere.
struct Moment {
    local: DateTime,
    /// East of Greenwich, in minutes.
    offset: i32,
}

impl Moment {
    /// Reads a timestamp, strictly.
    fn parse(text: &str) -> Option<Self> {
        let (date, rest) = text.split_once('T')?;
        let (time, offset) = match rest.strip_suffix('Z') {
            Some(time) => (time, 0),
            None => {
                let sign = rest.rfind(['+', '-'])?;
                let (time, zone) = rest.split_at(sign);
                let (hours, minutes) = zone.get(1..)?.split_once(':')?;
                let (hours, minutes) = (digits(hours, 2)?, digits(minutes, 2)?);
                if hours > 23 || minutes > 59 {
                    return None;
                }
                (time, if zone.starts_with('-') { -(hours * 60 + minutes) } else { hours * 60 + minutes })
            }
        };
        Some(Self { local: DateTime::from_parts(strict_date(date)?, strict_time(time)?), offset })
    }

    fn in_utc(&self) -> Option<DateTime> {
        self.local.checked_sub(SignedDuration::from_mins(i64::from(self.offset))).ok()
    }

    fn zone(&self, separator: &str) -> String {
        let (sign, minutes) = (if self.offset < 0 { '-' } else { '+' }, self.offset.unsigned_abs());
        format!("{sign}{:02}{separator}{:02}", minutes / 60, minutes % 60)
    }

    fn text(&self) -> String {
        let (date, time) = (self.local.date(), self.local.time());
        let zone = if self.offset == 0 { "Z".to_owned() } else { self.zone(":") };
        format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{zone}",
            date.year(),
            date.month(),
            date.day(),
            time.hour(),
            time.minute(),
            time.second()
        )
    }
}

fn digits(text: &str, length: usize) -> Option<i32> {
    (text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

fn strict_date(text: &str) -> Option<Date> {
    let mut parts = text.split('-');
    let date = (digits(parts.next()?, 4)?, digits(parts.next()?, 2)?, digits(parts.next()?, 2)?);
    let whole = parts.next().is_none();
    whole.then(|| Date::new(date.0 as i16, date.1 as i8, date.2 as i8).ok())?
}

fn strict_time(text: &str) -> Option<Time> {
    let (clock, fraction) = text.split_once('.').map_or((text, None), |(clock, fraction)| (clock, Some(fraction)));
    let mut parts = clock.split(':');
    let time = (digits(parts.next()?, 2)?, digits(parts.next()?, 2)?, digits(parts.next()?, 2)?);
    let nanoseconds = match fraction {
        Some(fraction) => digits(&format!("{fraction:0<9}"), 9).filter(|_| !fraction.is_empty())?,
        None => 0,
    };
    let whole = parts.next().is_none();
    whole.then(|| Time::new(time.0 as i8, time.1 as i8, time.2 as i8, nanoseconds).ok())?
}

/// The full timestamp that a date of YAML stands for.
pub(super) fn of_yaml(plain: &str) -> Option<String> {
    let at_midnight = |date: Date| Moment { local: date.to_datetime(Time::midnight()), offset: 0 };
    Moment::parse(plain).or_else(|| strict_date(plain).map(at_midnight)).map(|moment| moment.text())
}

fn moment(call: &Call, place: usize) -> Result<Moment, Fault> {
    let text = call.text(place)?;
    Moment::parse(&text).ok_or_else(|| call.wrong(&format_smolstr!("{text:?}, which is no timestamp")))
}

/// A duration as Go writes it, in nanoseconds: `1h30m`, `-1.5s`.
fn duration(text: &str) -> Option<i64> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let sign = if text.starts_with('-') { -1.0 } else { 1.0 };
    if unsigned == "0" {
        return Some(0);
    }
    let mut rest = unsigned;
    let mut total = 0.0;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, tail) = rest.split_at(end);
        let unit = tail.split(|c: char| c.is_ascii_digit() || c == '.').next()?;
        let scale = match unit {
            "ns" => 1.0,
            "us" | "µs" | "μs" => 1e3,
            "ms" => 1e6,
            "s" => 1e9,
            "m" => 60e9,
            "h" => 3600e9,
            _ => return None,
        };
        total += number.parse::<f64>().ok()? * scale;
        rest = tail.get(unit.len()..)?;
    }
    // Go's durations end at 292 years.
    let is_whole = !unsigned.is_empty() && total < 9.2e18;
    is_whole.then_some((sign * total) as i64)
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

fn formatted(call: &Call, pattern: &str, moment: &Moment) -> Result<String, Fault> {
    let mut out = String::new();
    let mut rest = pattern;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '\'' => {
                let (text, length) = literal(rest).ok_or_else(|| call.wrong("a pattern with an open quote"))?;
                out.push_str(&text);
                length
            }
            letter if letter.is_ascii_alphabetic() => {
                let length = rest.find(|c| c != letter).unwrap_or(rest.len());
                let written = verb(letter, length, moment);
                let verb = rest.get(..length).unwrap_or_default();
                out.push_str(
                    &written.ok_or_else(|| call.wrong(&format_smolstr!("{verb:?}, which is no part of a date")))?,
                );
                length
            }
            other => {
                out.push(other);
                other.len_utf8()
            }
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    Ok(out)
}

/// What stands in single quotes, and how long that is with them; a doubled quote is one.
fn literal(text: &str) -> Option<(String, usize)> {
    if text.starts_with("''") {
        return Some(("'".to_owned(), 2));
    }
    let mut out = String::new();
    let mut letters = text.char_indices().skip(1).peekable();
    while let Some((place, letter)) = letters.next() {
        if letter != '\'' {
            out.push(letter);
        } else if letters.peek().is_some_and(|(_, next)| *next == '\'') {
            letters.next();
            out.push('\'');
        } else {
            return Some((out, place + 1));
        }
    }
    None
}

fn verb(letter: char, length: usize, moment: &Moment) -> Option<String> {
    let (date, time) = (moment.local.date(), moment.local.time());
    let padded = |value: i8| match length {
        1 => Some(value.to_string()),
        2 => Some(format!("{value:02}")),
        _ => None,
    };
    let name = |name: &str| name.get(..3).map(str::to_owned);
    let is_morning = time.hour() < 12;
    match (letter, length) {
        ('Y', 2) => Some(format!("{:02}", date.year() % 100)),
        ('Y', 4) => Some(format!("{:04}", date.year())),
        ('M', 3 | 4) => {
            let month = MONTHS.get(usize::try_from(date.month() - 1).ok()?)?;
            if length == 3 { name(month) } else { Some((*month).to_owned()) }
        }
        ('M', _) => padded(date.month()),
        ('D', _) => padded(date.day()),
        ('E', 3) => name(weekday(date.weekday())),
        ('E', 4) => Some(weekday(date.weekday()).to_owned()),
        ('h', _) => padded(time.hour()),
        ('H', _) => padded(if time.hour() % 12 == 0 { 12 } else { time.hour() % 12 }),
        ('A', 2) => Some(if is_morning { "AM" } else { "PM" }.to_owned()),
        ('a', 2) => Some(if is_morning { "am" } else { "pm" }.to_owned()),
        ('m', _) => padded(time.minute()),
        ('s', _) => padded(time.second()),
        ('Z', 1) if moment.offset == 0 => Some("Z".to_owned()),
        ('Z', 3) if moment.offset == 0 => Some("UTC".to_owned()),
        ('Z', 3 | 4) => Some(moment.zone("")),
        ('Z', 1 | 5) => Some(moment.zone(":")),
        _ => None,
    }
}
