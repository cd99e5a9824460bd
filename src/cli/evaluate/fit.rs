//! `evaluate --fit`: the weights by which a question is told to be this bot's matter, fitted anew to the
//! questions that tuning may look at.

use std::fmt::Write;

use care_engine::content::Content;
use care_language::qa::{Conversation, WEIGHED};

use super::{Asked, Set};

/// How much a question counts: what nobody tuned the index to says most, made sentences least.
const fn counts(set: Set) -> Option<f64> {
    match set {
        Set::TuningHalf => Some(2.0),
        Set::TuningFiles => Some(1.0),
        Set::Frames => Some(0.3),
        Set::UntouchedHalf | Set::ReportFiles => None,
    }
}

/// Steps of the fit, how far each goes, and how strongly weights are held small.
const STEPS: usize = 4_000;
const STEP: f64 = 0.5;
const SMALL: f64 = 0.002;
/// This share of the questions that are to be answered, of the half that nobody tuned the index to, may be
/// declined.
const DECLINED: f64 = 0.05;

struct Sample {
    values: [f64; WEIGHED],
    answered: bool,
    set: Set,
    counts: f64,
}

/// The weights, the constant first, moved so that answers begin at zero; for pasting.
pub(super) fn fit(
    content: &Content,
    conversation: &Conversation,
    asked: &[(Set, Asked)],
) -> String {
    let alone = asked
        .iter()
        .filter(|(_, asked)| asked.case.is_none() && asked.previous.is_empty());
    let samples: Vec<Sample> = alone
        .filter_map(|(set, asked)| {
            let answered = match asked.expect.as_str() {
                "answered" => true,
                "out_of_scope" | "no_reviewed_answer" => false,
                _ => return None,
            };
            Some(Sample {
                values: conversation
                    .weighed(content, &asked.question)
                    .map(f64::from),
                answered,
                set: *set,
                counts: counts(*set)?,
            })
        })
        .collect();
    let mut weights = fitted(&samples);
    let mut right: Vec<f64> = samples
        .iter()
        .filter(|sample| sample.answered && sample.set == Set::TuningHalf)
        .map(|sample| odds(&weights, &sample.values))
        .collect();
    right.sort_by(f64::total_cmp);
    let least = right.get((right.len() as f64 * DECLINED) as usize);
    weights[0] -= least.copied().unwrap_or(0.0);
    let mut text = format!("{} questions\n", samples.len());
    for weight in weights {
        writeln!(text, "    {weight:.2},").unwrap_or_default();
    }
    text
}

fn odds(weights: &[f64; WEIGHED], values: &[f64; WEIGHED]) -> f64 {
    weights
        .iter()
        .zip(values)
        .map(|(weight, value)| weight * value)
        .sum()
}

/// Logistic regression by gradient descent over values of one scale.
fn fitted(samples: &[Sample]) -> [f64; WEIGHED] {
    let all: f64 = samples.iter().map(|sample| sample.counts).sum();
    let mean = |of: &dyn Fn(&Sample) -> f64| {
        samples
            .iter()
            .map(|sample| sample.counts * of(sample))
            .sum::<f64>()
            / all
    };
    let means: [f64; WEIGHED] = std::array::from_fn(|place| mean(&|one| one.values[place]));
    let widths: [f64; WEIGHED] = std::array::from_fn(|place| {
        mean(&|one| (one.values[place] - means[place]).powi(2))
            .sqrt()
            .max(1e-6)
    });
    // The constant stays one.
    let scaled = |sample: &Sample| -> [f64; WEIGHED] {
        std::array::from_fn(|place| match place {
            0 => 1.0,
            _ => (sample.values[place] - means[place]) / widths[place],
        })
    };
    let scaled: Vec<[f64; WEIGHED]> = samples.iter().map(scaled).collect();
    let mut weights = [0.0; WEIGHED];
    for _ in 0..STEPS {
        let mut slope = [0.0; WEIGHED];
        for (sample, values) in samples.iter().zip(&scaled) {
            let likely = 1.0 / (1.0 + (-odds(&weights, values)).exp());
            let missed = f64::from(u8::from(sample.answered)) - likely;
            for (slope, value) in slope.iter_mut().zip(values) {
                *slope += sample.counts * missed * value / all;
            }
        }
        for (place, weight) in weights.iter_mut().enumerate() {
            let held = if place == 0 { 0.0 } else { SMALL * *weight };
            *weight += STEP * (slope[place] - held);
        }
    }
    let mut plain = weights;
    for place in 1..WEIGHED {
        plain[place] = weights[place] / widths[place];
        plain[0] -= plain[place] * means[place];
    }
    plain
}
