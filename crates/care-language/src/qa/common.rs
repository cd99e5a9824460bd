//! Common English words: what tells a word that the content merely does not use from a rare one. The list
//! and where it comes from stand in `words/`.

/// Sorted, one word a line.
static WORDS: &str = include_str!("../../words/common.txt");

/// Whether a word in small letters is a common English one. Searched in place: the list costs no memory
/// and no time at the start.
pub(super) fn is_common(word: &str) -> bool {
    let bytes = WORDS.as_bytes();
    let (mut low, mut high) = (0, bytes.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let start = bytes[..middle]
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |end| end + 1);
        let end = bytes[start..]
            .iter()
            .position(|byte| *byte == b'\n')
            .map_or(bytes.len(), |length| start + length);
        match bytes[start..end].cmp(word.as_bytes()) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => low = end + 1,
            std::cmp::Ordering::Greater => high = start,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_list_is_found_and_no_other() {
        let words: Vec<&str> = WORDS.lines().collect();
        assert!(words.is_sorted(), "the search needs the order");
        assert!(words.iter().all(|word| is_common(word)));
        for rare in [
            "",
            "acanthosis",
            "a b",
            "zzz",
            "aa",
            "docusate",
            "kitchens\n",
        ] {
            assert!(!is_common(rare), "{rare}");
        }
    }
}
