//! Today: the only place that reads a clock's date.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// The day that was asked for, else that of SOURCE_DATE_EPOCH, else the clock's, in UTC.
pub(super) fn today(asked: Option<Date>) -> String {
    let epoch = || std::env::var("SOURCE_DATE_EPOCH").ok()?.trim().parse().ok();
    let of = |timestamp: Timestamp| timestamp.to_zoned(TimeZone::UTC).date();
    let day = asked
        .or_else(|| epoch().and_then(|seconds| Timestamp::from_second(seconds).ok()).map(of))
        .unwrap_or_else(|| of(Timestamp::now()));
    day.to_string()
}
