//! Numbers as people write them: decimal fractions that add up exactly, where binary ones do not.
//!
//! Terraform computes with 512 bits. What fits 38 digits is exact here; what does not is as near as a float is.

use std::cmp::Ordering;

use smol_str::{SmolStr, format_smolstr};

use crate::model::source::Span;
use crate::model::tree::{Content, Node, Number};

/// `digits` divided by ten to the power of `places`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Decimal {
    digits: i128,
    places: u32,
}

/// More decimal places than these are left to floats.
const MOST_PLACES: u32 = 30;

impl Decimal {
    /// A whole number.
    pub(super) fn whole(digits: i128) -> Self {
        Self { digits, places: 0 }
    }

    /// The number that a text writes in decimal.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (text, 0),
        };
        let is_negative = mantissa.starts_with('-');
        let unsigned = mantissa.strip_prefix(['-', '+']).unwrap_or(mantissa);
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let fraction = fraction.trim_end_matches('0');
        if whole.is_empty() && fraction.is_empty() {
            return None;
        }
        let mut digits: i128 = 0;
        for digit in whole.bytes().chain(fraction.bytes()) {
            let digit = char::from(digit).to_digit(10)?;
            digits = digits.checked_mul(10)?.checked_add(i128::from(digit))?;
        }
        let places = i32::try_from(fraction.len()).ok()?.checked_sub(exponent)?;
        if places < 0 {
            digits = digits.checked_mul(10_i128.checked_pow(places.unsigned_abs())?)?;
        }
        let places = u32::try_from(places.max(0)).ok().filter(|places| *places <= MOST_PLACES)?;
        Some(Self { digits: if is_negative { -digits } else { digits }, places }.shortened())
    }

    /// The number that a number or text converts to.
    pub(super) fn of(node: &Node) -> Option<Self> {
        match &node.content {
            Content::Number(number) => Self::of_number(number),
            _ => node.as_str().and_then(Self::parse),
        }
    }

    /// The number, as it is written.
    pub(super) fn of_number(number: &Number) -> Option<Self> {
        Self::parse(&number.raw).or_else(|| Self::parse(&format_smolstr!("{}", number.value)))
    }

    fn shortened(mut self) -> Self {
        while self.places > 0 && self.digits % 10 == 0 {
            self.digits /= 10;
            self.places -= 1;
        }
        self
    }

    /// Both with as many places as the longer one.
    fn aligned(self, other: Self) -> Option<(i128, i128, u32)> {
        let places = self.places.max(other.places);
        let scaled = |one: Self| one.digits.checked_mul(10_i128.checked_pow(places - one.places)?);
        Some((scaled(self)?, scaled(other)?, places))
    }

    /// The sum.
    pub(super) fn add(self, other: Self) -> Option<Self> {
        let (one, other, places) = self.aligned(other)?;
        Some(Self { digits: one.checked_add(other)?, places }.shortened())
    }

    /// The difference.
    pub(super) fn subtract(self, other: Self) -> Option<Self> {
        self.add(other.negated())
    }

    /// The product.
    pub(super) fn multiply(self, other: Self) -> Option<Self> {
        let product = Self { digits: self.digits.checked_mul(other.digits)?, places: self.places + other.places };
        Some(product.shortened()).filter(|product| product.places <= MOST_PLACES)
    }

    /// The quotient, where it ends.
    pub(super) fn divide(self, other: Self) -> Option<Self> {
        let (mut one, other, _) = self.aligned(other)?;
        if other == 0 {
            return None;
        }
        for places in 0..MOST_PLACES {
            if one % other == 0 {
                return Some(Self { digits: one / other, places });
            }
            one = one.checked_mul(10)?;
        }
        None
    }

    /// What is left over by a division; its sign is that of what is divided.
    pub(super) fn modulo(self, other: Self) -> Option<Self> {
        let (one, other, places) = self.aligned(other)?;
        // Of nothing, nothing is left over, whatever it is divided by.
        let digits = if one == 0 { 0 } else { one.checked_rem(other)? };
        Some(Self { digits, places }.shortened())
    }

    /// Which one is larger.
    pub(super) fn compare(self, other: Self) -> Option<Ordering> {
        let (one, other, _) = self.aligned(other)?;
        Some(one.cmp(&other))
    }

    /// The same on the other side of zero.
    pub(super) fn negated(self) -> Self {
        Self { digits: self.digits.saturating_neg(), ..self }
    }

    /// Whether it is below zero.
    pub(super) fn is_negative(self) -> bool {
        self.digits < 0
    }

    /// Whether it was most likely rounded by a float, and does not say exactly what was computed.
    pub(super) fn is_rounded(self) -> bool {
        self.places > 0 && self.digits.unsigned_abs() >= 10_u128.pow(15)
    }

    /// The whole number that it is.
    pub(super) fn integer(self) -> Option<i128> {
        (self.places == 0).then_some(self.digits)
    }

    /// The next whole number below.
    pub(super) fn floor(self) -> Self {
        Self::whole(self.digits.div_euclid(10_i128.pow(self.places)))
    }

    /// The next whole number above.
    pub(super) fn ceil(self) -> Self {
        self.negated().floor().negated()
    }

    /// Its digits, without sign and point, and where among them the point stands.
    pub(super) fn significant(self) -> (String, i32) {
        let digits = self.digits.unsigned_abs().to_string();
        let point = digits.len() as i32 - self.places as i32;
        let trimmed = digits.trim_end_matches('0');
        if trimmed.is_empty() { ("0".to_owned(), 1) } else { (trimmed.to_owned(), point) }
    }

    /// As Terraform writes it in text.
    pub(super) fn text(self) -> SmolStr {
        let digits = self.digits.unsigned_abs().to_string();
        let sign = if self.digits < 0 { "-" } else { "" };
        let places = self.places as usize;
        if places == 0 {
            return format_smolstr!("{sign}{digits}");
        }
        let padded = format!("{digits:0>width$}", width = places + 1);
        let (whole, fraction) = padded.split_at(padded.len() - places);
        format_smolstr!("{sign}{whole}.{fraction}")
    }

    /// As a node.
    pub(super) fn node(self, span: Span) -> Node {
        let raw = self.text();
        let value = raw.parse().unwrap_or_default();
        Node::new(Content::Number(Number { value, raw }), span)
    }
}

#[cfg(test)]
mod tests {
    use super::Decimal;

    #[test]
    fn what_is_written_in_decimal_is_exact() {
        let number = |text| Decimal::parse(text).map(|number| number.text().to_string());
        for (text, expected) in [
            ("0", Some("0")),
            ("-0.50", Some("-0.5")),
            ("1e3", Some("1000")),
            ("1.5e-3", Some("0.0015")),
            ("+7", Some("7")),
            (".5", Some("0.5")),
            ("5.", Some("5")),
            ("9007199254740993", Some("9007199254740993")),
            ("", None),
            (".", None),
            ("1x", None),
            ("1e999999999999", None),
            ("1e99", None),
            ("1e-99", None),
        ] {
            assert_eq!(number(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn operations_give_nothing_where_they_would_not_be_exact() {
        let at = |text| Decimal::parse(text).unwrap_or(Decimal::whole(0));
        let text = |number: Option<Decimal>| number.map(|number| number.text().to_string());
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(text(at("0.1").add(at("0.2"))), some("0.3"));
        assert_eq!(text(at("0.3").divide(at("0.1"))), some("3"));
        assert_eq!(text(at("1").divide(at("8"))), some("0.125"));
        assert_eq!(text(at("1").divide(at("3"))), None);
        assert_eq!(text(at("1").divide(at("0"))), None);
        assert_eq!(text(at("-7").modulo(at("3"))), some("-1"));
        assert_eq!(text(at("1").modulo(at("0"))), None);
        assert_eq!(text(Some(at("-1.5").floor())), some("-2"));
        assert_eq!(text(Some(at("1.2").ceil())), some("2"));
        let huge = at("99999999999999999999999999999999999999");
        assert_eq!(text(huge.multiply(huge)), None);
    }
}
