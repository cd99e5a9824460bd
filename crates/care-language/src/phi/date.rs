//! Exact days: dates of birth, and any other, because a bare one cannot be told from a birthday. Months
//! and years alone say when a scan was done, and pass; a year of birth does not.
//!
//! The rule for a day and a month without a year ("14 March", "3/11"): it passes, for it tells no age and
//! says when something was seen; behind a word for being born it is refused like any date of birth.

use std::sync::LazyLock;

use regex::Regex;

use super::Kind;
use super::sheet::{Sheet, just_before};
use care_text::pattern::ascii_bounded as pattern;

/// Months of several languages, written out or short. No English "may" without a four-digit year:
/// "3 may 20 sessions help".
const MONTH: &str = r"(?:jan(?:uary|uar|uari|vier)?|jän(?:ner)?|enero|gennaio|janeiro|stycz(?:nia|eń)|feb(?:ruary|ruar|ruari|braio|rero)?|février|fév|fevereiro|fev|lut(?:ego|y)|mar(?:ch|zo|ço|ca|zec|s)?|märz|mrz|maart|mrt|apr(?:il|ile)?|avril|avr|abril|abr|kwie(?:tnia|cień)|mai|mei|maggio|mayo|maio|maja|june?|juni|juin|junio|junho|giugno|giu|czerw(?:ca|iec)|july?|juli|juillet|juil|julio|julho|luglio|lip(?:ca|iec)|aug(?:ust|usti|ustus)?|août|aout|agosto|sierp(?:nia|ień)|sept?(?:ember|embre|iembre)?|settembre|setembro|wrze(?:śnia|sień)|oct(?:ober|obre|ubre)?|okt(?:ober)?|octobre|ottobre|ott|outubro|paździer(?:nika|nik)|nov(?:ember|embre|iembre|embro)?|listopada?|dec(?:ember)?|dez(?:ember|embro)?|dic(?:iembre|embre)?|déc(?:embre)?|grud(?:nia|zień))";

/// Days of a month in words.
const ORDINAL: &str = r"(?:(?:twenty|thirty)[- ])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth)";

/// Words for being born, of several languages.
const BORN: &str = r"(?:d\.?\s?o\.?\s?b\b|y\.?o\.?b\b|date of birth|birth ?dates?|birth ?day|b-?day|born|geb(?:oren|\.)?|geburtsdatum|geboortedatum|née?|naissance|nacid[oa]|nacimiento|f\. ?nac|nat[oa]|nascita|nascid[oa]|nascimento|nasc|urodzon[ya]|urodzenia|ur\.|född|født|syntynyt|roz)";

static FORMS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let day = r"\d{1,2}(?:st|nd|rd|th|er|º)?\.?";
    let join = r"(?:\s?[-/.]\s?|\s*(?:of|de|del|d'|the)?\s+|)";
    [
        r"\b(?:19|20)\d{2}(?:/\d{1,2}/|-\d{1,2}-|\.\d{1,2}\.)\d{1,2}\b".to_owned(),
        format!(r"(?i)\b{day}{join}{MONTH}\.?(?:\s?[-/.,]\s?|\s*(?:de|of|,)?\s*|')(?:(?:19|20)\d{{2}}|\d{{2}})\b"),
        format!(r"(?i)\b{day}{join}may\.?[-/.,]? ?(?:19|20)\d{{2}}\b"),
        format!(r"(?i)\b(?:{MONTH}|may)\.?[- ]{day},? ?(?:19|20)\d{{2}}\b"),
        format!(r"(?i)\b(?:19|20)\d{{2}}[-, ]{{1,2}}(?:{MONTH}|may)\.?[- ]{day}(?:\s|$|[,;.])"),
        // Run together.
        r"\b(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\b".to_owned(),
        r"\b(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d{2}\b".to_owned(),
        // Born, and any part of a date.
        format!(
            r"(?i)\b{BORN}[.:=]*(?:\s+(?:on|in|the|is|am|le|la|el|il|em|dia|dnia|op|r\.))*[\s:.=-]*(?:(?:19|20)\d{{2}}\b|\d{{1,2}}[ ./-]\d{{1,4}}(?:[ ./-]\d{{2,4}})?\b|\d{{6}}\b|\d{{8}}\b|(?:\d{{1,2}}(?:st|nd|rd|th|\.)? (?:of )?)?(?:{MONTH}|may)\b)"
        ),
        r"(?i)\bb\.? ?(?:19|20)\d{2}\b".to_owned(),
        r"(?i)\b\d{2}[-./]\d{2}[-./]\d{2},? (?:born|dob|d\.o\.b)\b".to_owned(),
        // "TK born 59", and days in words: "third of April 1961", "dob the third of April".
        r"(?i)\bborn (?:in |on )?'?[3-9]\d(?:$|[.,;)?]| (?:yo|m|f|male|female|with|has|and|pt|so|who)\b)".to_owned(),
        format!(r"(?i)\b{ORDINAL}{join}(?:{MONTH}|may)\.?(?: of|,)? ?(?:(?:19|20)\d{{2}}|nineteen|twenty|'?\d{{2}})\b"),
        format!(r"(?i)\b(?:{MONTH}|may),? (?:the )?{ORDINAL},? (?:(?:19|20)\d{{2}}|nineteen|twenty)\b"),
        format!(r"(?i)\b{BORN}[.:=]*(?:\s+(?:on|in|the|is))*\s+(?:the )?{ORDINAL}\b"),
    ]
    .iter()
    .map(|form| pattern(form))
    .collect()
});

/// Day, month and year in figures, in either order; whether they are a date is reckoned.
static FIGURES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(\d{1,2})(?: ?/ ?(\d{1,2}) ?/ ?| ?- ?(\d{1,2}) ?- ?|\. ?(\d{1,2})\. ?)(\d{4}|'?\d{2})\b",
    )
});

/// What follows a row of figures that is no date: repetitions, doses, lengths.
static COUNTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:\s?(?:reps?|sets?|kg|lbs?|mg|mcg|ml|mm|cm|km|min|mins|s|sec|secs|%|x|wks?|weeks?|days|deg|degrees|°|tempo|pyramid|taper|mths?|months)\b|[-/.]\d|\s?[%°x])",
    )
});

/// What comes before it.
static COUNTS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:\b(?:tempo|pyramid|reps?|sets?|taper|version|rom|df|pf|wks?|weeks?|dose|dosing)\b[:\s]*|\bv|[-/.x])$",
    )
});

/// Marks days with their year, and days of birth.
pub(super) fn dates(sheet: &mut Sheet) {
    for form in FORMS.iter() {
        sheet.mark_all(Kind::Date, form);
    }
    let text = sheet.text();
    let days = FIGURES.captures_iter(text).filter_map(|figures| {
        let whole = figures.get(0)?;
        let number = |group: usize| {
            let digits = figures.get(group)?.as_str().trim_start_matches('\'');
            digits.parse::<u16>().ok()
        };
        let (first, second) = (number(1)?, number(2).or(number(3)).or(number(4))?);
        let long_year = whole
            .as_str()
            .chars()
            .rev()
            .take(4)
            .all(|c| c.is_ascii_digit());
        let counted = COUNTED.is_match(&text[whole.end()..])
            || COUNTS.is_match(just_before(text, whole.start()));
        let day = is_day(first, second) || is_day(second, first);
        let year = number(5).is_some_and(|year| !long_year || (1900..2100).contains(&year));
        (day && year && (long_year || !counted)).then(|| whole.range())
    });
    let days = days.collect();
    sheet.mark_each(Kind::Date, days);
}

fn is_day(day: u16, month: u16) -> bool {
    (1..=31).contains(&day) && (1..=12).contains(&month)
}
