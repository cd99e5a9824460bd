//! Long numbers that hide from a look for rows of digits: digit by digit, or spelt out.

use std::sync::LazyLock;

use regex::Regex;

use super::Kind;
use super::sheet::Sheet;
use care_text::pattern::ascii_bounded as pattern;

/// Nine single digits and more, with a blank or a dot between any two. Rows of scores are shorter.
static SINGLE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?:\b\d[ .·-]{1,2}){8,}\d\b|\b0[ .·-]{1,2}(?:\d[ .·-]{1,2}){5,}\d\b")
});

/// Seven number words side by side.
static WORDS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:(?:double |triple )?(?:zero|oh|o|nought|naught|one|two|three|four|five|six|seven|eight|nine|hundred|thousand)\b[ ,-]*){7,}",
    )
});

/// Long numbers that are spaced or spelt.
pub(super) fn hidden_numbers(sheet: &mut Sheet) {
    sheet.mark_all(Kind::Telephone, &SINGLE);
    sheet.mark_all(Kind::Telephone, &WORDS);
}
