//! How hard a text is to read: the Flesch-Kincaid grade level.

use std::collections::HashSet;

use super::sentences::sentences;

/// The grade: Kincaid JP et al, Derivation of new readability formulas for Navy enlisted personnel,
/// Research Branch Report 8-75, 1975. Easy words (lower case) count as two syllables at most.
pub(super) fn grade(text: &str, easy: &HashSet<String>) -> f64 {
    let mut words = 0_u32;
    let mut spoken = 0_u32;
    for word in text.split(|c: char| c.is_whitespace() || matches!(c, '-' | '/')) {
        let word = word
            .trim_matches(|c: char| !c.is_alphanumeric())
            .to_lowercase();
        if word.is_empty() {
            continue;
        }
        words += 1;
        let counted = syllables(&word);
        spoken += if easy.contains(&word) {
            counted.min(2)
        } else {
            counted
        };
    }
    let sentences = sentences(text).len();
    if words == 0 || sentences == 0 {
        return 0.0;
    }
    let words = f64::from(words);
    0.39 * words / sentences as f64 + 11.8 * f64::from(spoken) / words - 15.59
}

/// Syllables of a lower-case English word: groups of vowels, without the silent ones at the end. A
/// number counts as one.
fn syllables(word: &str) -> u32 {
    let letters: Vec<char> = word.chars().filter(char::is_ascii_alphabetic).collect();
    let is_vowel = |at: usize| matches!(letters[at], 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    let mut groups = 0;
    for at in 0..letters.len() {
        let pair = |one: char, two: char| at > 0 && letters[at - 1] == one && letters[at] == two;
        let apart = pair('i', 'a') || pair('i', 'o') || pair('u', 'a');
        // "-tion", "-cial": the i is not heard.
        let hushed =
            at > 1 && letters[at - 1] == 'i' && matches!(letters[at - 2], 't' | 's' | 'c' | 'g');
        if is_vowel(at) && (at == 0 || !is_vowel(at - 1) || (apart && !hushed)) {
            groups += 1;
        }
    }
    let ends = |ending: &str| word.ends_with(ending);
    let before = |back: usize| letters.len().checked_sub(back).map(|at| letters[at]);
    let silent = (ends("e") && !(ends("le") && before(3).is_some_and(|c| !"aeiouy".contains(c))))
        || (ends("es")
            && !matches!(before(3), Some('s' | 'c' | 'x' | 'z' | 'g' | 'h'))
            && !ends("les"))
        || (ends("ed") && !matches!(before(3), Some('t' | 'd')));
    let vowel_before = |back: usize| letters.len().checked_sub(back).is_some_and(&is_vowel);
    if silent && groups > 1 && !vowel_before(if ends("e") { 2 } else { 3 }) {
        groups -= 1;
    }
    groups.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_are_counted_as_they_are_spoken() {
        for (word, count) in [
            ("heel", 1),
            ("tendon", 2),
            ("walked", 1),
            ("loaded", 2),
            ("exercises", 4),
            ("make", 1),
            ("makes", 1),
            ("little", 2),
            ("ossification", 5),
            ("radio", 3),
            ("special", 2),
            ("achilles", 3),
            ("see", 1),
            ("shoes", 1),
            ("days", 1),
            ("today", 2),
            ("people", 2),
            ("12", 1),
            ("ultrasound", 3),
            ("weeks", 1),
            ("gently", 2),
            ("pressed", 1),
        ] {
            assert_eq!(syllables(word), count, "{word}");
        }
    }

    #[test]
    fn the_grade_is_the_published_formula() {
        let easy = HashSet::new();
        // Six words of one syllable each in one sentence.
        let cat = 0.39 * 6.0 + 11.8 - 15.59;
        assert!((grade("The cat sat on the mat.", &easy) - cat).abs() < 1e-9);
        let long = grade("Ossification", &easy);
        assert!((long - (0.39 + 11.8 * 5.0 - 15.59)).abs() < 1e-9, "{long}");
        let known = HashSet::from(["ossification".to_owned()]);
        assert!(grade("Ossification", &known) < long);
    }
}
