//! Cron expressions as sets of fields, walked over a calendar without a clock.
//!
//! The cron crates ask for a start date and a time zone and answer with the next dates; what is wanted here is a rhythm,
//! the same on every day it is asked, so the fields are walked over 28 years, after which weekdays and leap days repeat.

/// How often something runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rhythm {
    /// The shortest time between two runs, in seconds.
    pub(super) shortest: f64,
    /// Runs in a day, on average.
    pub(super) runs_per_day: f64,
}

/// Which cron it is: they differ in fields, in the number of Sunday and in how the two day fields go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Five fields, Sunday is 0 or 7; where both day fields are restricted, either will do.
    Unix,
    /// Six fields, the last a year; Sunday is 1; `L`, `W` and `#` are understood.
    Aws,
    /// Six fields, the first seconds; both day fields must fit.
    Seconds,
}

/// The numbers that a field may hold.
struct Scale {
    low: u32,
    high: u32,
    names: &'static [&'static str],
}

const SIXTY: Scale = Scale { low: 0, high: 59, names: &[] };
const HOURS: Scale = Scale { low: 0, high: 23, names: &[] };
const DAYS: Scale = Scale { low: 1, high: 31, names: &[] };
const MONTHS: Scale = Scale {
    low: 1,
    high: 12,
    names: &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
};
const WEEK: &[&str] = &["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const UNIX_WEEKDAYS: Scale = Scale { low: 0, high: 7, names: WEEK };
const AWS_WEEKDAYS: Scale = Scale { low: 1, high: 7, names: WEEK };

/// Years after which weekdays and leap days repeat, while no century comes between.
const CYCLE_YEARS: u32 = 28;
const DAY_SECONDS: u32 = 86_400;
/// Bits 1 to 12.
const ALL_MONTHS: u64 = 0x1FFE;

/// A day field: plain days, and those that depend on the month they are in.
#[derive(Default)]
struct DayField {
    plain: u64,
    special: Vec<SpecialDay>,
    is_free: bool,
}

/// A day that only a calendar can find. Weekdays count from Sunday, 0.
enum SpecialDay {
    /// `L`: the last of the month.
    Last,
    /// `LW`: the last workday of the month.
    LastWorkday,
    /// `15W`: the workday nearest to a day of the month.
    NearestWorkday(u32),
    /// `6L`: the last such weekday of the month.
    LastWeekday(u32),
    /// `3#2`: the second such weekday of the month.
    NthWeekday(u32, u32),
}

/// A day of the walk.
#[derive(Clone, Copy)]
struct Day {
    month: u32,
    day: u32,
    month_length: u32,
    weekday: u32,
}

struct Cron {
    form: Form,
    seconds: u64,
    minutes: u64,
    hours: u64,
    months: u64,
    days: DayField,
    weekdays: DayField,
}

/// The rhythm of a cron expression; nothing where it is none, or never runs.
pub(super) fn rhythm(text: &str, form: Form) -> Option<Rhythm> {
    let cron = parse(text, form)?;
    let times = cron.times_of_day()?;
    let (running_days, all_days, day_gap) = cron.running_days()?;
    let over_night = f64::from(day_gap) * f64::from(DAY_SECONDS) - f64::from(times.last - times.first);
    let shortest = times.gap.map_or(over_night, |gap| over_night.min(f64::from(gap)));
    let runs_per_day = f64::from(times.count) * f64::from(running_days) / f64::from(all_days);
    Some(Rhythm { shortest, runs_per_day })
}

fn parse(text: &str, form: Form) -> Option<Cron> {
    let fields: Vec<&str> = text.split_whitespace().collect();
    let (seconds, minutes, hours, days, months, weekdays) = match (form, fields.as_slice()) {
        (Form::Unix, &[m, h, d, mo, w]) => ("0", m, h, d, mo, w),
        (Form::Aws, &[m, h, d, mo, w, year]) if is_year(year) => ("0", m, h, d, mo, w),
        (Form::Seconds, &[s, m, h, d, mo, w]) => (s, m, h, d, mo, w),
        _ => return None,
    };
    let week = if form == Form::Aws { &AWS_WEEKDAYS } else { &UNIX_WEEKDAYS };
    Some(Cron {
        form,
        seconds: numbers(seconds, &SIXTY)?,
        minutes: numbers(minutes, &SIXTY)?,
        hours: numbers(hours, &HOURS)?,
        months: numbers(months, &MONTHS)?,
        days: day_field(days, form, &DAYS, month_day)?,
        weekdays: day_field(weekdays, form, week, week_day)?.counted_from_sunday(form),
    })
}

fn is_year(text: &str) -> bool {
    matches!(text, "*" | "?") || text.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '-' | '/'))
}

/// The numbers of `1,5-9,*/15` as bits.
fn numbers(text: &str, scale: &Scale) -> Option<u64> {
    text.split(',').try_fold(0, |bits, part| Some(bits | part_numbers(part, scale)?))
}

fn part_numbers(part: &str, scale: &Scale) -> Option<u64> {
    let (span, step) = match part.split_once('/') {
        Some((span, step)) => (span, Some(step.parse::<u32>().ok().filter(|step| *step > 0)?)),
        None => (part, None),
    };
    let (first, last) = match span.split_once('-') {
        _ if matches!(span, "*" | "?") => (scale.low, scale.high),
        Some((first, last)) => (scale.number(first)?, scale.number(last)?),
        // `5/15` starts at 5 and goes on to the end.
        None if step.is_some() => (scale.number(span)?, scale.high),
        None => (scale.number(span)?, scale.number(span)?),
    };
    let step = usize::try_from(step.unwrap_or(1)).ok()?;
    (first <= last).then(|| (first..=last).step_by(step).fold(0, |bits, number| bits | 1 << number))
}

impl Scale {
    fn number(&self, text: &str) -> Option<u32> {
        let lower = text.to_ascii_lowercase();
        let named = self.names.iter().position(|name| *name == lower).and_then(|index| u32::try_from(index).ok());
        let number = named.map(|index| index + self.low).or_else(|| text.parse().ok())?;
        (self.low..=self.high).contains(&number).then_some(number)
    }
}

fn day_field(
    text: &str,
    form: Form,
    scale: &Scale,
    special: fn(&str, &Scale) -> Option<SpecialDay>,
) -> Option<DayField> {
    let mut field = DayField { is_free: matches!(text, "*" | "?"), ..DayField::default() };
    for part in text.split(',') {
        match special(part, scale).filter(|_| form == Form::Aws) {
            Some(day) => field.special.push(day),
            None => field.plain |= part_numbers(part, scale)?,
        }
    }
    Some(field)
}

fn month_day(part: &str, scale: &Scale) -> Option<SpecialDay> {
    match part {
        "L" => Some(SpecialDay::Last),
        "LW" => Some(SpecialDay::LastWorkday),
        _ => part.strip_suffix('W').and_then(|day| scale.number(day)).map(SpecialDay::NearestWorkday),
    }
}

fn week_day(part: &str, scale: &Scale) -> Option<SpecialDay> {
    if let Some((weekday, nth)) = part.split_once('#') {
        let nth = nth.parse().ok().filter(|nth| (1..=5).contains(nth))?;
        return Some(SpecialDay::NthWeekday(scale.number(weekday)? - scale.low, nth));
    }
    let weekday = part.strip_suffix('L')?;
    // `L` alone is the last day of the week.
    if weekday.is_empty() { None } else { Some(SpecialDay::LastWeekday(scale.number(weekday)? - scale.low)) }
}

impl DayField {
    /// The same weekdays, counted from Sunday, 0.
    fn counted_from_sunday(mut self, form: Form) -> Self {
        self.plain = match form {
            Form::Aws => self.plain >> 1,
            Form::Unix | Form::Seconds => (self.plain | self.plain >> 7) & 0x7F,
        };
        self
    }

    fn has(&self, number: u32, day: Day) -> bool {
        self.plain >> number & 1 == 1 || self.special.iter().any(|special| special.is(day))
    }
}

impl SpecialDay {
    fn is(&self, day: Day) -> bool {
        let left = day.month_length - day.day;
        let is_workday = (1..=5).contains(&day.weekday);
        match *self {
            Self::Last => left == 0,
            Self::LastWorkday => is_workday && (left == 0 || day.weekday == 5 && left <= 2),
            Self::NearestWorkday(wanted) => is_workday && day.is_nearest_to(wanted.min(day.month_length)),
            Self::LastWeekday(weekday) => day.weekday == weekday && left < 7,
            Self::NthWeekday(weekday, nth) => day.weekday == weekday && (day.day - 1) / 7 + 1 == nth,
        }
    }
}

impl Day {
    /// Whether this workday is the nearest to a day of its month; the month is never left.
    fn is_nearest_to(self, wanted: u32) -> bool {
        let (monday, friday) = (self.weekday == 1, self.weekday == 5);
        self.day == wanted
            || friday && self.day + 1 == wanted && wanted > 1
            || monday && self.day == wanted + 1
            // A Saturday the first goes to Monday, a Sunday the last back to Friday.
            || monday && wanted == 1 && self.day == 3
            || friday && wanted == self.month_length && self.day + 2 == wanted
    }
}

/// Times of a day at which something runs, in seconds.
struct TimesOfDay {
    first: u32,
    last: u32,
    count: u32,
    gap: Option<u32>,
}

impl Cron {
    fn times_of_day(&self) -> Option<TimesOfDay> {
        let mut times: Option<TimesOfDay> = None;
        for hour in set_bits(self.hours) {
            for minute in set_bits(self.minutes) {
                for second in set_bits(self.seconds) {
                    let now = hour * 3600 + minute * 60 + second;
                    times = Some(match times {
                        None => TimesOfDay { first: now, last: now, count: 1, gap: None },
                        Some(before) => {
                            let gap = now - before.last;
                            TimesOfDay {
                                last: now,
                                count: before.count + 1,
                                gap: Some(before.gap.map_or(gap, |least| least.min(gap))),
                                ..before
                            }
                        }
                    });
                }
            }
        }
        times
    }

    /// Days on which it runs, all days, and the fewest days from one to the next, in one cycle of the calendar.
    fn running_days(&self) -> Option<(u32, u32, u32)> {
        if self.days.is_free && self.weekdays.is_free && self.months == ALL_MONTHS {
            return Some((1, 1, 1));
        }
        let (mut index, mut running) = (0, 0);
        let mut ends: Option<(u32, u32)> = None;
        let mut gap = u32::MAX;
        for (month, month_length) in (0..CYCLE_YEARS).flat_map(|year| (1..=12).map(move |month| month_of(year, month)))
        {
            for day in 1..=month_length {
                if self.runs_on(Day { month, day, month_length, weekday: index % 7 }) {
                    running += 1;
                    let first = ends.map_or(index, |(first, last)| {
                        gap = gap.min(index - last);
                        first
                    });
                    ends = Some((first, index));
                }
                index += 1;
            }
        }
        // From the last day of this cycle to the first of the next.
        ends.map(|(first, last)| (running, index, gap.min(index - last + first)))
    }

    fn runs_on(&self, day: Day) -> bool {
        let fits_day = self.days.has(day.day, day);
        let fits_weekday = self.weekdays.has(day.weekday, day);
        let either = self.form != Form::Seconds && !self.days.is_free && !self.weekdays.is_free;
        let fits = if either { fits_day || fits_weekday } else { fits_day && fits_weekday };
        fits && self.months >> day.month & 1 == 1
    }
}

fn set_bits(bits: u64) -> impl Iterator<Item = u32> {
    (0..60).filter(move |number| bits >> number & 1 == 1)
}

/// A month's number and length; every fourth year is a leap year.
fn month_of(year: u32, month: u32) -> (u32, u32) {
    let length = match month {
        2 if year.is_multiple_of(4) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    (month, length)
}
