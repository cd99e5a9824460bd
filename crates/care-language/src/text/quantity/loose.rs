//! Numbers that are no figures: "a few weeks", "half a year", and the "a" that counts nothing.

use super::{Look, Quantity, QuantityKind};
use crate::text::token::Token;
use crate::text::unit::{days, millimetres};

impl Look<'_> {
    /// "A few weeks", "several months".
    pub(super) fn vague(&self) -> Option<Quantity> {
        let vague = matches!(self.word(0), "few" | "several" | "some" | "many");
        let couple = self.word(0) == "couple";
        let of = usize::from(self.word(1) == "of");
        let unit = days(self.word(1 + of)).filter(|_| self.word(1 + of).len() > 1);
        if couple {
            let days = unit?;
            return Some(Quantity::new(
                QuantityKind::Time,
                2.0 * days,
                2.0 * days,
                self.span(2 + of),
            ));
        }
        if !vague {
            return None;
        }
        if let Some(days) = unit {
            let (few, many) = match self.word(0) {
                "few" => (2.0, 5.0),
                _ => (3.0, 9.0),
            };
            let mut time = Quantity::new(
                QuantityKind::Time,
                few * days,
                many * days,
                self.span(2 + of),
            );
            time.vague = true;
            return Some(time);
        }
        let unit = millimetres(self.word(1 + of))?;
        Some(Quantity::new(
            QuantityKind::Length,
            2.0 * unit,
            5.0 * unit,
            self.span(2 + of),
        ))
    }

    /// "Half a year", "half a cm".
    pub(super) fn half(&self) -> Option<Quantity> {
        if self.word(0) != "half" || !matches!(self.word(1), "a" | "an") {
            return None;
        }
        if let Some(days) = days(self.word(2)) {
            let half = 0.5 * days;
            return Some(Quantity::new(QuantityKind::Time, half, half, self.span(3)));
        }
        let half = 0.5 * millimetres(self.word(2))?;
        Some(Quantity::new(
            QuantityKind::Length,
            half,
            half,
            self.span(3),
        ))
    }

    /// "Three times a week" is no time: the article counts only behind a word that measures.
    pub(super) fn is_frequency(&self) -> bool {
        let article = matches!(self.word(0), "a" | "an");
        let before = self.at.checked_sub(1).map(|at| &self.tokens[at]);
        let measured = |token: &Token| {
            matches!(
                token.text.as_str(),
                "for"
                    | "about"
                    | "over"
                    | "nearly"
                    | "almost"
                    | "around"
                    | "roughly"
                    | "than"
                    | "since"
                    | "past"
                    | "last"
                    | "of"
                    | "just"
                    | "within"
                    | "under"
                    | "approx"
                    | "to"
                    | "after"
                    | "only"
                    | "~"
                    | ","
                    | "pain"
                    | "symptoms"
                    | "best"
                    | "lasting"
                    | "approximately"
            )
        };
        let follows = |ahead: usize| {
            matches!(
                self.word(ahead),
                "ago" | "now" | "hx" | "history" | "back" | "and"
            )
        };
        article && before.is_some_and(|token| !measured(token)) && !follows(2)
    }
}
