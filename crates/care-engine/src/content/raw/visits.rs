//! The tables of what is asked again at a review, and of what is measured from visit to visit.

use serde::Deserialize;

use super::Text;

/// What a review asks again; every other answer is kept.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AtReview {
    /// The question how the course is since the last visit.
    pub course: Text,
    /// Questions that every review asks again, in this order; the red flags first.
    pub again: Vec<Text>,
    /// The question of several marks what is new since the last visit; what is kept is shown on its card.
    pub news: Option<Text>,
    /// Answers that time itself changes, as question.option: their question is asked again too.
    #[serde(default)]
    pub again_where: Vec<Text>,
    /// The answer, as question.option, with which a review begins whose last plan was urgent: its question is asked
    /// right after the first one.
    pub after_urgent: Option<Text>,
    /// The question of a size. A later option than at the visit before means the answer in `growth`.
    pub size: Option<Text>,
    /// What a larger size means, as question.option: it is entered, and its question is asked.
    pub growth: Option<Text>,
    /// Answers that a review does not offer, as question.option.
    #[serde(default)]
    pub not_offered: Vec<Text>,
}

/// A question whose answer is compared from visit to visit.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// A question that takes a number, or one option of several in the order of their values.
    pub question: Text,
    /// A few words for it in the course of a case.
    pub name: Text,
    /// Whether a higher or a lower value is better; of options, a later or an earlier one.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["higher", "lower"])))]
    pub better: Text,
    /// The smallest and the largest published important change, in points.
    pub important: Option<[u16; 2]>,
    /// The week of treatment for which it was published.
    pub weeks: Option<u16>,
    /// Where it was published.
    #[serde(default)]
    pub statements: Vec<Text>,
    /// The computed question that holds the class of the change since the first visit.
    pub since_first: Option<Text>,
    /// The computed question that holds the class of the change since the visit before.
    pub since_previous: Option<Text>,
}
