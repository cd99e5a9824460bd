//! Units of length and time, as they are written.

/// Millimetres in a unit of length.
pub fn millimetres(word: &str) -> Option<f64> {
    Some(match word {
        "mm" | "mms" | "millimetre" | "millimetres" | "millimeter" | "millimeters" | "mil" => 1.0,
        "cm" | "cms" | "centimetre" | "centimetres" | "centimeter" | "centimeters" | "centi" => {
            10.0
        }
        "inch" | "inches" | "\"" => 25.4,
        _ => return None,
    })
}

/// Days in a month and a year.
pub const MONTH: f64 = 30.4;
pub const YEAR: f64 = 365.0;

/// Days in a unit of time.
pub fn days(word: &str) -> Option<f64> {
    Some(match word {
        "day" | "days" | "d" => 1.0,
        "week" | "weeks" | "wk" | "wks" | "w" => 7.0,
        "fortnight" | "fortnights" => 14.0,
        "month" | "months" | "mth" | "mths" | "mo" | "mos" | "mnth" | "mnths" | "mon" => MONTH,
        "year" | "years" | "yr" | "yrs" | "y" => YEAR,
        _ => return None,
    })
}

/// Days in what a clinician writes below a stroke: 6/52 are six weeks, 3/12 three months, 4/7 four days; 24/40 are
/// weeks of a pregnancy.
pub fn days_below_stroke(below: f64) -> Option<f64> {
    [(52.0, 7.0), (40.0, 7.0), (12.0, MONTH), (7.0, 1.0)]
        .into_iter()
        .find(|(sign, _)| (sign - below).abs() < f64::EPSILON)
        .map(|(_, days)| days)
}

/// Whether a word is a unit of either.
pub fn is_unit(word: &str) -> bool {
    word.len() > 1 && (millimetres(word).is_some() || days(word).is_some())
}
