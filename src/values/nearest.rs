//! The nearest word: what a person may have meant by one that is not known.

/// Words longer than this are compared with nothing.
const LONGEST: usize = 64;

/// The known word that is nearest to an unknown one, where one is near enough to have been meant.
///
/// A letter more, less, other or swapped with its neighbour counts one; a third of the letters may differ.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let letters = letters(word)?;
    let allowed = (letters.len() / 3).max(1);
    known
        .into_iter()
        .filter_map(|candidate| Some((distance(&letters, &self::letters(candidate)?), candidate)))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Lower-case letters, with `-` and `_` alike.
fn letters(word: &str) -> Option<Vec<char>> {
    let alike = |letter: char| if letter == '-' { '_' } else { letter.to_ascii_lowercase() };
    (word.len() <= LONGEST).then(|| word.chars().map(alike).collect())
}

/// Edit distance with swaps of neighbours, over three rows.
fn distance(left: &[char], right: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=right.len()).collect();
    for (row, a) in left.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, b) in right.iter().enumerate() {
            let cell = |cells: &[usize], at: usize| cells.get(at).copied().unwrap_or(usize::MAX / 2);
            let replaced = cell(&last, column) + usize::from(a != b);
            let mut least = replaced.min(cell(&last, column + 1) + 1).min(cell(&current, column) + 1);
            let swapped = row > 0 && column > 0 && left.get(row - 1) == Some(b) && right.get(column - 1) == Some(a);
            if swapped {
                least = least.min(cell(&before, column - 1) + 1);
            }
            current.push(least);
        }
        before = std::mem::replace(&mut last, current);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn nearest_finds_what_was_meant_and_nothing_far_away() {
        let known = ["data_level", "regimes", "traffic", "rate"];
        let cases = [
            ("data-level", Some("data_level")),
            ("datalevel", Some("data_level")),
            ("regiems", Some("regimes")),
            ("trafic", Some("traffic")),
            ("rtae", Some("rate")),
            ("containers", None),
            ("", None),
        ];
        for (word, expected) in cases {
            assert_eq!(nearest(word, known), expected, "{word}");
        }
        assert_eq!(nearest(&"x".repeat(10_000), known), None);
    }
}
