//! Line hashes: how code scanning knows a line again when others are put in above it.
//!
//! GitHub publishes the algorithm with its upload action and works the hashes out by itself where a log has none. A rolling
//! hash over a line and what follows it, a hundred characters in all without blanks; lines that hash alike are numbered.

use std::collections::{BTreeSet, HashMap};

/// Characters that a hash covers.
const WINDOW: usize = 100;
/// What a hash is multiplied by for each character.
const FACTOR: u64 = 37;
/// Stands for the end of the text.
const END: u64 = 65_535;
const TAB: u64 = 9;
const LINE_FEED: u64 = 10;
const RETURN: u64 = 13;
const SPACE: u64 = 32;

/// The hashes of the lines that are asked for, by line from 1: `hash:occurrence`.
pub(super) fn line_hashes(text: &str, lines: &BTreeSet<u32>) -> HashMap<u32, String> {
    let mut roll = Roll {
        window: [0; WINDOW],
        starts: [None; WINDOW],
        at: 0,
        hash: 0,
        leaving: FACTOR.wrapping_pow(WINDOW as u32),
        seen: HashMap::new(),
        lines,
        hashes: HashMap::new(),
    };
    let mut line = 0;
    let mut begins = true;
    let mut after_return = false;
    for unit in text.encode_utf16().map(u64::from).chain([END]) {
        if unit == SPACE || unit == TAB || (after_return && unit == LINE_FEED) {
            after_return = false;
            continue;
        }
        after_return = unit == RETURN;
        let unit = if after_return { LINE_FEED } else { unit };
        roll.settle();
        if begins {
            line += 1;
            roll.begin(line);
        }
        begins = unit == LINE_FEED;
        roll.push(unit);
    }
    for _ in 0..WINDOW {
        roll.settle();
        roll.push(0);
    }
    roll.hashes
}

/// The last characters and their hash.
struct Roll<'a> {
    /// A ring: the oldest character stands where the next one goes.
    window: [u64; WINDOW],
    /// The line that starts with the character of the same place.
    starts: [Option<u32>; WINDOW],
    at: usize,
    hash: u64,
    /// What the oldest character has been multiplied by.
    leaving: u64,
    /// How often each hash has come.
    seen: HashMap<u64, u32>,
    lines: &'a BTreeSet<u32>,
    hashes: HashMap<u32, String>,
}

impl Roll<'_> {
    /// Where the oldest character starts a line, the hash is that line's.
    fn settle(&mut self) {
        let Some(line) = self.starts.get_mut(self.at).and_then(Option::take) else { return };
        let count = self.seen.entry(self.hash).or_default();
        *count += 1;
        if self.lines.contains(&line) {
            self.hashes.insert(line, format!("{:x}:{count}", self.hash));
        }
    }

    /// The next character starts a line.
    fn begin(&mut self, line: u32) {
        if let Some(start) = self.starts.get_mut(self.at) {
            *start = Some(line);
        }
    }

    fn push(&mut self, unit: u64) {
        if let Some(place) = self.window.get_mut(self.at) {
            let oldest = std::mem::replace(place, unit);
            let hash = self.hash.wrapping_mul(FACTOR).wrapping_add(unit);
            self.hash = hash.wrapping_sub(self.leaving.wrapping_mul(oldest));
        }
        self.at = (self.at + 1) % WINDOW;
    }
}

#[cfg(test)]
mod tests {
    use super::line_hashes;

    /// All hashes, in the order of their lines.
    fn hashes(text: &str) -> Vec<String> {
        let hashes = line_hashes(text, &(1..100).collect());
        let mut lines: Vec<_> = hashes.into_iter().collect();
        lines.sort();
        lines.into_iter().map(|(_, hash)| hash).collect()
    }

    #[test]
    fn the_hashes_are_those_that_the_upload_action_works_out() {
        // The vectors that GitHub publishes with the algorithm.
        assert_eq!(hashes(""), ["c129715d7a2bc9a3:1"]);
        assert_eq!(
            hashes(" a\nb\n  \t\tc\n d"),
            ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"]
        );
        let ends = [
            "e9496ae3ebfced30:1",
            "fb7c023a8b9ccb3f:1",
            "ce8ba1a563dcdaca:1",
            "e20e36e16fcb0cc8:1",
            "b3edc88f2938467e:1",
            "c8e28b0b4002a3a0:1",
            "c129715d7a2bc9a3:1",
        ];
        let text = " hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n";
        assert_eq!(hashes(text), ends);
        assert_eq!(hashes(&text.replace("\r\n", "\n")), ends);
        assert_eq!(hashes(&text.replace("\r\n", "\r")), ends);
        assert_eq!(hashes(" hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n"), ends);
        assert_eq!(
            hashes(&"Lorem ipsum dolor sit amet.\n".repeat(10)),
            [
                "a7f2ff13bc495cf2:1",
                "a7f2ff13bc495cf2:2",
                "a7f2ff13bc495cf2:3",
                "a7f2ff13bc495cf2:4",
                "a7f2ff13bc495cf2:5",
                "a7f2ff13bc495cf2:6",
                "a7f2ff1481e87703:1",
                "a9cf91f7bbf1862b:1",
                "55ec222b86bcae53:1",
                "cc97dc7b1d7d8f7b:1",
                "c129715d7a2bc9a3:1"
            ]
        );
        assert_eq!(
            hashes(" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End"),
            [
                "8b7cf3e952e7aeb2:1",
                "b1ae1287ec4718d9:1",
                "bff680108adb0fcc:1",
                "c6805c5e1288b612:1",
                "b86d3392aea1be30:1",
                "e6ceba753e1a442:1"
            ]
        );
    }

    #[test]
    fn only_what_is_asked_for_is_kept_and_counts_as_if_all_were() {
        let hashes = line_hashes(&"Lorem ipsum dolor sit amet.\n".repeat(10), &[3].into());
        assert_eq!(hashes.into_iter().collect::<Vec<_>>(), [(3, "a7f2ff13bc495cf2:3".to_owned())]);
    }
}
