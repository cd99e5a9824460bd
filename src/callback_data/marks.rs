//! Several marks of one question in a few letters, as ids of all of them would not fit behind a button: which of its
//! options, and a check that these are still the same ones in the same order.

use care_engine::content::{Content, OptionIx, OptionSet, QuestionIx};
use care_ids::base36;

/// Different values of the check.
const CHECKS: u32 = 36 * 36 * 36;

/// "1k-9z".
pub(super) fn write(content: &Content, question: QuestionIx, marks: OptionSet) -> String {
    let marks: u32 = marks.iter().filter_map(bit).sum();
    let check = check(content, question);
    format!("{}-{}", base36(marks.into()), base36(check.into()))
}

/// Nothing where the options have changed since, or no marks were written.
pub(super) fn read(content: &Content, question: QuestionIx, text: &str) -> Option<OptionSet> {
    let (marks, written) = text.split_once('-')?;
    let marks = u32::from_str_radix(marks, 36).ok()?;
    let written = u32::from_str_radix(written, 36).ok()?;
    let is_marked = |option: &OptionIx| bit(*option).is_some_and(|bit| marks & bit != 0);
    let marked = content.option_places(question).filter(is_marked);
    (written == check(content, question)).then(|| marked.collect())
}

/// The bit of an option.
fn bit(option: OptionIx) -> Option<u32> {
    let at = u32::try_from(option.index()).ok()?;
    1_u32.checked_shl(at)
}

/// A number that another list of options would hardly have.
fn check(content: &Content, question: QuestionIx) -> u32 {
    let options = content.question(question).options.iter();
    let letters = options.flat_map(|option| option.id.bytes().chain([b' ']));
    letters.fold(0, |sum, letter| (sum * 31 + u32::from(letter)) % CHECKS)
}
