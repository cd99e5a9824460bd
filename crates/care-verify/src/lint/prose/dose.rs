//! Doses: no amount, frequency or duration of taking stands next to a drug (R-45).

use std::sync::LazyLock;

use regex::Regex;

use super::sentences::sentences;
use super::slip::Slip;
use care_text::matcher::Matcher;
use care_text::pattern::pattern;

/// An amount with a unit, how often, or for how long.
static AMOUNT: LazyLock<Regex> = LazyLock::new(|| {
    let number = r"(?:\d+(?:[.,]\d+)?|one|two|three|four|five|six|seven|ten|fourteen)";
    let span = r"(?:hours?|days?|weeks?|months?)";
    let amount = format!(
        r"(?ix)\b(?:
            {number}\s*(?:to\s*{number}\s*)?(?:mg|g|grams?|mcg|µg|micrograms?|milligrams?|ml|units?|iu|tablets?|capsules?)\b
          | (?:once|twice|{number}\s+times)\s+(?:a|per|each|every)?\s*(?:day|daily|week|weekly)\b
          | (?:daily|nightly|bd|tds|qds|od|prn|b\.i\.d|t\.i\.d)\b
          | (?:a|per)\s+day\b
          | every\s+{number}?\s*{span}\b
          | for\s+(?:up\s+to\s+|at\s+least\s+|at\s+most\s+)?{number}(?:\s*(?:to|-|or)\s*{number})?\s+{span}\b
          | {number}\s*[-\s]{span}\s+course\b
        )"
    );
    pattern(&amount)
});

/// The search for doses of the drugs that the content names.
pub(super) struct Doses {
    drugs: Matcher<usize>,
}

impl Doses {
    pub(super) fn new(drugs: &[String]) -> Self {
        Self {
            drugs: Matcher::new(drugs.iter().map(String::as_str).enumerate()),
        }
    }

    pub(super) fn slips(&self, text: &str) -> Vec<Slip> {
        let mut slips = Vec::new();
        for sentence in sentences(text) {
            let part = &text[sentence.clone()];
            let Some((_, drug)) = self.drugs.find(part).into_iter().next() else {
                continue;
            };
            for amount in AMOUNT.find_iter(part) {
                // "below 30 mL/min" is a clearance.
                if part[amount.end()..].starts_with("/min") {
                    continue;
                }
                slips.push(Slip::new(
                    sentence.start + amount.start()..sentence.start + amount.end(),
                    format!("`{}` next to `{}`", amount.as_str(), &part[drug.clone()]),
                    "give no dose, frequency or duration of taking (R-45); a study's regimen is told in a statement listed under `study_regimens`",
                ));
            }
        }
        slips
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doses_are_found_next_to_drugs_only() {
        let doses = Doses::new(&["aspirin".into(), "gel*".into()]);
        let found = |text: &str| -> Vec<String> {
            let slips = doses.slips(text);
            slips
                .into_iter()
                .map(|slip| text[slip.at].to_owned())
                .collect()
        };
        assert_eq!(found("Aspirin 75 mg once daily."), ["75 mg", "once daily"]);
        assert_eq!(
            found("Gels for 7 to 14 days, three times a day."),
            ["for 7 to 14 days", "three times a day"]
        );
        assert_eq!(found("Load for 12 weeks. No aspirin."), [""; 0]);
        assert_eq!(
            found("Aspirin helps within days; review at 6 weeks."),
            [""; 0]
        );
        assert_eq!(found("Aspirin below 30 mL/min"), [""; 0]);
        assert_eq!(found("A 2-week course of aspirin"), ["2-week course"]);
    }
}
