//! Units: durations, bytes, rates and CPUs, from the spellings that manifests use.

/// Seconds of a duration: `900s`, `15m`, `1h30m`, `1.5h`, `500ms`, `2d`, ISO 8601 `PT15M`, or a plain number of seconds.
pub fn seconds(text: &str) -> Option<f64> {
    let text = text.trim();
    if let Ok(number) = text.parse::<f64>() {
        return number.is_finite().then_some(number);
    }
    if let Some(iso) = text.strip_prefix('P') {
        return iso_seconds(iso);
    }
    sum_of_parts(text, |unit| {
        Some(match unit {
            "ns" => 1e-9,
            "us" | "µs" => 1e-6,
            "ms" => 1e-3,
            "s" | "sec" | "secs" | "second" | "seconds" => 1.0,
            "m" | "min" | "mins" | "minute" | "minutes" => 60.0,
            "h" | "hr" | "hour" | "hours" => 3600.0,
            "d" | "day" | "days" => 86_400.0,
            "w" | "week" | "weeks" => 604_800.0,
            "y" | "year" | "years" => 31_536_000.0,
            _ => return None,
        })
    })
}

fn iso_seconds(text: &str) -> Option<f64> {
    let (date, time) = text.split_once('T').unwrap_or((text, ""));
    let days = sum_of_parts(date, |unit| match unit {
        "D" => Some(86_400.0),
        "W" => Some(604_800.0),
        _ => None,
    });
    let clock = sum_of_parts(time, |unit| match unit {
        "H" => Some(3600.0),
        "M" => Some(60.0),
        "S" => Some(1.0),
        _ => None,
    });
    match (date.is_empty(), time.is_empty()) {
        (true, true) => None,
        (false, true) => days,
        (true, false) => clock,
        (false, false) => Some(days? + clock?),
    }
}

/// Adds up `1h30m`: numbers, each followed by a unit.
fn sum_of_parts(text: &str, unit_value: impl Fn(&str) -> Option<f64>) -> Option<f64> {
    let mut rest = text;
    let mut sum = 0.0;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, tail) = rest.split_at(digits);
        let tail = tail.trim_start();
        let unit_end = tail.find(|c: char| c.is_ascii_digit() || c == '.' || c == ' ').unwrap_or(tail.len());
        let (unit, next) = tail.split_at(unit_end);
        sum += number.parse::<f64>().ok()? * unit_value(unit)?;
        rest = next.trim_start();
    }
    (!text.is_empty()).then_some(sum)
}

/// Bytes of a size: `512Mi`, `10GB`, `1.5G`, `128974848`, Kubernetes' `100m` included.
pub fn bytes(text: &str) -> Option<f64> {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | '-' | '+')).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let number = match number.parse::<f64>() {
        Ok(number) => number,
        Err(_) => return None,
    };
    let factor = match unit.trim() {
        "" | "B" => 1.0,
        "m" => 1e-3,
        "k" | "K" | "KB" | "kB" => 1e3,
        "M" | "MB" => 1e6,
        "G" | "GB" => 1e9,
        "T" | "TB" => 1e12,
        "P" | "PB" => 1e15,
        "Ki" | "KiB" => 1024.0,
        "Mi" | "MiB" => 1_048_576.0,
        "Gi" | "GiB" => 1_073_741_824.0,
        "Ti" | "TiB" => 1_099_511_627_776.0,
        "Pi" | "PiB" => 1_125_899_906_842_624.0,
        exponent => {
            let power: i32 = exponent.strip_prefix(['e', 'E'])?.parse().ok()?;
            10f64.powi(power)
        }
    };
    Some(number * factor)
}

/// CPUs of a Kubernetes quantity: `500m` is a half.
pub fn cpus(text: &str) -> Option<f64> {
    match text.trim().strip_suffix('m') {
        Some(milli) => milli.parse::<f64>().ok().map(|milli| milli / 1000.0),
        None => text.trim().parse().ok(),
    }
}

/// Times per second of a rate: `100/s`, `5/m`, `3/h`, `2/d`, `100 rps`, `100rps`.
pub fn per_second(text: &str) -> Option<f64> {
    let text = text.trim();
    if let Some(number) = text.strip_suffix("rps") {
        return number.trim().parse().ok();
    }
    let (number, unit) = text.split_once('/')?;
    let number: f64 = number.trim().parse().ok()?;
    Some(number / seconds(&format!("1{}", unit.trim()))?)
}

/// A duration as a person would write it: `15m`, `1h30m`, `900ms`.
pub fn duration_text(seconds: f64) -> String {
    if seconds < 1.0 {
        return format!("{}ms", (seconds * 1000.0).round());
    }
    if seconds.fract() != 0.0 {
        return format!("{seconds}s");
    }
    let total = seconds as u64;
    let mut text = String::new();
    for (unit, size) in [("d", 86_400), ("h", 3600), ("m", 60), ("s", 1)] {
        let count = match unit {
            "d" => total / size,
            "h" => total % 86_400 / size,
            "m" => total % 3600 / size,
            _ => total % 60,
        };
        if count > 0 {
            text.push_str(&format!("{count}{unit}"));
        }
    }
    if text.is_empty() { "0s".to_owned() } else { text }
}

/// A size as a person would write it: `512Mi`, `10Gi`.
pub fn bytes_text(bytes: f64) -> String {
    for (unit, size) in [("Ti", 1_099_511_627_776.0), ("Gi", 1_073_741_824.0), ("Mi", 1_048_576.0), ("Ki", 1024.0)] {
        if bytes >= size {
            let count = (bytes / size * 100.0).round() / 100.0;
            return format!("{count}{unit}");
        }
    }
    format!("{bytes}B")
}

/// A rate as a person would write it: `12/s`, `3/h`.
pub fn rate_text(per_second: f64) -> String {
    for (unit, size) in [("s", 1.0), ("m", 60.0), ("h", 3600.0)] {
        if per_second * size >= 1.0 {
            return format!("{}/{unit}", (per_second * size * 100.0).round() / 100.0);
        }
    }
    format!("{}/d", (per_second * 86_400.0 * 100.0).round() / 100.0)
}

#[cfg(test)]
mod tests {
    use super::{bytes, cpus, duration_text, per_second, seconds};

    #[test]
    fn units_read_as_their_users_write_them() {
        let durations = [("900s", 900.0), ("15m", 900.0), ("1h30m", 5400.0), ("PT15M", 900.0), ("P1D", 86_400.0)];
        for (text, expected) in durations {
            assert_eq!(seconds(text), Some(expected), "{text}");
        }
        assert_eq!(seconds("soon"), None);
        assert_eq!(seconds("15 parsecs"), None);
        assert_eq!(bytes("512Mi"), Some(536_870_912.0));
        assert_eq!(bytes("1e3"), Some(1000.0));
        assert_eq!(bytes("Mi"), None);
        assert_eq!(cpus("250m"), Some(0.25));
        assert_eq!(per_second("90/m"), Some(1.5));
        assert_eq!(duration_text(5400.0), "1h30m");
        assert_eq!(duration_text(0.25), "250ms");
    }
}
