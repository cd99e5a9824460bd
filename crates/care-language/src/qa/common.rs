//! Common English words: what tells a word that the content merely does not use from a rare one. The list
//! and where it comes from stand in `words/`.

/// Sorted, one word a line, with a figure for how usual it is.
static WORDS: &str = include_str!("../../words/common.txt");

/// How usual an English word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Usual {
    /// One of the few thousand words of every day.
    Everyday,
    /// A word that everybody knows, beyond those of every day.
    Common,
    /// A word that most people know.
    Known,
}

/// Whether a word in small letters is a common English one.
pub(super) fn is_common(word: &str) -> bool {
    usual(word).is_some()
}

/// How usual a word in small letters is; nothing for a rare one. Searched in place: the list costs no memory
/// and no time at the start.
pub(super) fn usual(word: &str) -> Option<Usual> {
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
        let (known, figure) = WORDS[start..end].split_once(' ')?;
        match known.cmp(word) {
            std::cmp::Ordering::Equal => {
                return Some(match figure {
                    "1" => Usual::Everyday,
                    "2" => Usual::Common,
                    _ => Usual::Known,
                });
            }
            std::cmp::Ordering::Less => low = end + 1,
            std::cmp::Ordering::Greater => high = start,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_list_is_found_and_no_other() {
        let words = WORDS
            .lines()
            .filter_map(|line| Some(line.split_once(' ')?.0));
        let words: Vec<&str> = words.collect();
        assert_eq!(usual("what"), Some(Usual::Everyday));
        assert!(usual("kitchen") > usual("what"));
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
