//! Readings: what one value of a data-class tag says, phrase by phrase.

use smol_str::SmolStr;

use super::derive::{unknown, valued};
use super::words::{KeyKind, Meaning, TagWords, words_of};
use crate::model::fact::{Fact, Value};
use crate::model::vocabulary::DATA_LEVELS;

/// A tag's value as text.
pub(super) fn spoken(fact: &Fact) -> Option<SmolStr> {
    match &fact.value {
        Value::Text(text) => Some(text.clone()),
        Value::Bool(yes) => Some(SmolStr::new_static(if *yes { "true" } else { "false" })),
        Value::Number(number) => Some(number.to_string().into()),
        _ => None,
    }
}

/// What one value says.
#[derive(Debug, Default)]
pub(super) struct Reading {
    level: Option<&'static str>,
    regimes: Vec<&'static str>,
    /// Something is said no to.
    pub(super) negated: bool,
    is_silent: bool,
    is_false_friend: bool,
    /// Parts of which no word is in the table.
    strange: Vec<SmolStr>,
}

impl Reading {
    /// Reads a value under a key of a kind.
    pub(super) fn of(text: &str, kind: KeyKind, words: &TagWords) -> Self {
        let mut reading = Self::default();
        let whole = words_of(text).join(" ");
        if let KeyKind::Flag(regime) = kind {
            // `fedramp: high` says what `fedramp high` does.
            let together = words.phrase(&format!("{} {whole}", regime.replace('-', " ")));
            if let Some(Meaning::Regime(regime)) = together {
                reading.regimes.push(regime);
                return reading;
            }
        }
        // As a level, a bare number is of a scale that nobody wrote down: 0 may be the lowest or the highest.
        if kind == KeyKind::Level && is_version(&whole) {
            reading.strange.push(whole.into());
            return reading;
        }
        if let Some(meaning) = words.phrase(&whole) {
            reading.note(meaning, kind);
            return reading;
        }
        for segment in text.split([',', ';', '/', '+', '|', '&']).filter(|segment| !segment.trim().is_empty()) {
            reading.segment(segment.trim(), kind, words);
        }
        if reading.says_no_more() && !reading.negated && !reading.is_silent && !reading.is_false_friend {
            reading.strange.push(whole.into());
        }
        reading
    }

    /// Reads one part, longest phrases first; a word beside a known phrase only qualifies it.
    fn segment(&mut self, segment: &str, kind: KeyKind, words: &TagWords) {
        let parts = words_of(segment);
        let mut found = Vec::new();
        let mut rest = parts.as_slice();
        while !rest.is_empty() {
            let longest = words.longest_phrase().min(rest.len());
            let hit = (1..=longest).rev().find_map(|count| {
                let phrase = rest.get(..count)?.join(" ");
                Some((count, words.phrase(&phrase)?))
            });
            found.extend(hit.map(|(_, meaning)| meaning));
            rest = rest.get(hit.map_or(1, |(count, _)| count)..).unwrap_or_default();
        }
        if found.contains(&Meaning::Negation) {
            self.negated = true;
            return;
        }
        let kept = found.iter().position(|meaning| *meaning == Meaning::Negator);
        let has_version_only = parts.iter().all(|part| is_version(part));
        if found.is_empty() && !has_version_only {
            self.strange.push(segment.into());
        }
        self.negated |= kept.is_some();
        for meaning in found.into_iter().take(kept.unwrap_or(usize::MAX)) {
            self.note(meaning, kind);
        }
    }

    fn note(&mut self, meaning: Meaning, kind: KeyKind) {
        match meaning {
            Meaning::Level(level) => {
                let place = |level: &str| DATA_LEVELS.index(level);
                self.level = self.level.filter(|before| place(before) > place(level)).or(Some(level));
            }
            Meaning::Regime(regime) => self.regimes.push(regime),
            Meaning::Silent => self.is_silent = true,
            Meaning::Affirmation => match kind {
                KeyKind::Flag(regime) => self.regimes.push(regime),
                KeyKind::Level | KeyKind::Regimes => self.strange.push("yes".into()),
            },
            Meaning::Negation | Meaning::Negator => self.negated = true,
            Meaning::FalseFriend => self.is_false_friend = true,
        }
    }

    /// Neither a level nor a regime, nor anything that is not understood.
    pub(super) fn says_no_more(&self) -> bool {
        self.level.is_none() && self.regimes.is_empty() && self.strange.is_empty()
    }

    /// What the value says of the level.
    pub(super) fn level_value(&self, kind: KeyKind, key: &str, value: &Fact) -> Value {
        match self.level {
            Some(level) => Value::Text(SmolStr::new_static(level)),
            None if kind == KeyKind::Level && self.regimes.is_empty() && !self.is_false_friend => {
                self.strange.first().map_or(Value::Absent, |_| not_in_vocabulary(key, value))
            }
            None => Value::Absent,
        }
    }

    /// What the value says of the regimes.
    pub(super) fn regimes_value(&self, kind: KeyKind, key: &str, value: &Fact) -> Value {
        let mut items: Vec<Fact> =
            self.regimes.iter().map(|regime| valued(value, Value::Text(SmolStr::new_static(regime)))).collect();
        if kind == KeyKind::Level && items.is_empty() {
            return if self.negated && self.says_no_more() { Value::List(items) } else { Value::Absent };
        }
        if kind != KeyKind::Level && !self.strange.is_empty() {
            let strange = not_in_vocabulary(key, value);
            if items.is_empty() {
                return strange;
            }
            items.push(valued(value, strange));
        }
        let says_a_level_only = self.level.is_some() && items.is_empty();
        if says_a_level_only || self.is_false_friend && items.is_empty() { Value::Absent } else { Value::List(items) }
    }
}

fn not_in_vocabulary(key: &str, value: &Fact) -> Value {
    let text = spoken(value).unwrap_or_default();
    unknown(format!("{key} {:?} is not in the vocabulary", text.as_str()))
}

/// `v4`, `4`, `0`: what is left of a version number.
fn is_version(word: &str) -> bool {
    let digits = word.strip_prefix('v').unwrap_or(word);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}
