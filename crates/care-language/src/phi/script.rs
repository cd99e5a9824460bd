//! Names in scripts that have no capitals, or not ours: Arabic, Hebrew, Chinese, Korean, Cyrillic and the like.
//!
//! In a text of Latin letters a few words of another script are a name more often than anything else. A text
//! that is written in that script throughout is in another language: there only what introduces a name, or an
//! age right behind one or three words, tells.

use std::sync::LazyLock;

use regex::Regex;

use super::Kind;
use super::sheet::Sheet;
use care_text::pattern::pattern;

/// Letters that are neither Latin nor Greek, whose single letters are signs of ours.
const LETTER: &str = r"\u{400}-\u{52f}\u{530}-\u{58f}\u{590}-\u{5ff}\u{620}-\u{65f}\u{66e}-\u{6ef}\u{750}-\u{77f}\u{900}-\u{e7f}\u{10a0}-\u{11ff}\u{3040}-\u{30ff}\u{3400}-\u{9fff}\u{ac00}-\u{d7af}";

/// A few words of them, side by side.
static FOREIGN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"[{LETTER}][{LETTER}'.-]+(?: [{LETTER}][{LETTER}'.-]*)*"
    ))
});

/// "Mister", "patient", "by name of" and the like, which stand before or behind a name.
static INTRODUCED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?:السيد|السيدة|اسمه|اسمها|المريض|المريضة|الاسم|מר|גברת|שמו|שמה|המטופל|המטופלת|患者|病人|姓名|名叫|叫做|환자|이름|господин|госпожа|пациент|пациентка|зовут|имя)\s*[:：]?\s*[{LETTER}]{{2,}}|[\u{{3400}}-\u{{9fff}}]{{2,4}}(?:先生|女士|小姐)|[\u{{ac00}}-\u{{d7af}}]{{2,4}} ?(?:씨|님)"
    ))
});

/// An age, or the word for it, right behind.
static AGE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^[\s,،、(]*\d{1,2}(?:\s|$|[,،、)岁歲세살FfMm]|лет|года?|سنة|عام)"));

/// So many words may be a name.
const MOST_WORDS: usize = 4;
/// Scripts without blanks write a name in so many signs.
const MOST_SIGNS: usize = 4;

/// Names in another script.
pub(super) fn names(sheet: &mut Sheet) {
    sheet.mark_all(Kind::Name, &INTRODUCED);
    let text = sheet.text();
    let latin = text.chars().filter(char::is_ascii_alphabetic).count();
    let foreign: usize = FOREIGN
        .find_iter(text)
        .map(|found| found.as_str().chars().filter(|c| c.is_alphabetic()).count())
        .sum();
    let names = FOREIGN.find_iter(text).filter(|found| {
        let words = found.as_str().split(' ').count();
        let signs = found.as_str().chars().count();
        let blanks = found.as_str().chars().any(|c| !is_dense(c) && c != ' ');
        let short = words <= MOST_WORDS && (blanks || signs <= MOST_SIGNS + words);
        short && (latin > foreign || AGE.is_match(&text[found.end()..]))
    });
    let names = names.map(|found| found.range()).collect();
    sheet.mark_each(Kind::Name, names);
}

/// Chinese and Korean signs, of which a name has two to four.
fn is_dense(character: char) -> bool {
    matches!(character, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}')
}
