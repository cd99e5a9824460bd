//! The ranking: two ways to tell how like a question a meaning is become one order of meanings, of
//! what is asked, and of statements.

use super::Found;
use super::index::{Likeness, Meant};
use care_engine::content::{Content, IntentIx, StatementIx};

/// What the likelihood of a meaning counts beside its nearest texts. Each alone puts the right
/// statement first less often; between 0.4 and 0.6 little changes.
const LIKELIHOOD: f32 = 0.5;
/// What a statement's own words count beside the ways in which it is asked for.
const OWN_WORDS: f32 = 0.75;
/// What each further statement of the same intent loses.
const FURTHER: f32 = 0.15;
/// What the likelihood of a statement itself counts beside what its intents say.
const ITSELF: f32 = 0.3;

/// Meanings, intents and statements by how well they fit, each the best first and the best
/// about 1.
pub(super) struct Ranked {
    pub meanings: Vec<(Meant, f32)>,
    pub intents: Vec<(IntentIx, f32)>,
    pub statements: Vec<Found>,
    /// The share of the question that the nearest text of any kind holds.
    pub understood: f32,
}

impl Ranked {
    pub(super) fn new(content: &Content, likenesses: &[Likeness]) -> Self {
        let most = |of: &dyn Fn(&Likeness) -> Option<f32>| {
            likenesses.iter().filter_map(of).fold(0.0_f32, f32::max)
        };
        let own = |like: &Likeness| matches!(like.meant, Meant::Statement(_));
        let nearest = most(&|like| (!own(like)).then_some(like.near)).max(f32::EPSILON);
        let likest = most(&|like| (!own(like)).then_some(like.log_odds)).max(f32::EPSILON);
        let likest_own = most(&|like| own(like).then_some(like.log_odds)).max(f32::EPSILON);
        let mut meanings = Vec::new();
        let mut intents = Vec::new();
        let mut asked_for = vec![0.0_f32; content.statements.len()];
        let mut itself = vec![(0.0_f32, 0.0_f32); content.statements.len()];
        for like in likenesses {
            if let Meant::Statement(place) = like.meant {
                itself[place.index()] = (
                    (1.0 - LIKELIHOOD) * OWN_WORDS * like.nearest / nearest,
                    like.log_odds.max(0.0) / likest_own,
                );
                continue;
            }
            let score = (1.0 - LIKELIHOOD) * like.near / nearest
                + LIKELIHOOD * like.log_odds.max(0.0) / likest;
            meanings.push((like.meant, score));
            let Meant::Intent(asked) = like.meant else {
                continue;
            };
            intents.push((asked, score));
            for (further, statement) in content.intent(asked).statements.iter().enumerate() {
                let entry = &mut asked_for[statement.index()];
                *entry = entry.max(score * (1.0 - FURTHER * further as f32));
            }
        }
        let scores = asked_for
            .into_iter()
            .zip(itself)
            .map(|(asked, (own, log_odds))| {
                (1.0 - ITSELF) * (asked.max(own) + 0.1 * asked.min(own)) + ITSELF * log_odds
            });
        let mut statements: Vec<Found> = scores
            .enumerate()
            .filter(|(_, score)| *score > 0.0)
            .map(|(place, score)| Found {
                statement: StatementIx::new(place),
                score,
                under: None,
            })
            .collect();
        meanings.sort_by(|a, b| b.1.total_cmp(&a.1));
        intents.sort_by(|a, b| b.1.total_cmp(&a.1));
        statements.sort_by(|a, b| b.score.total_cmp(&a.score));
        Self {
            understood: most(&|like| Some(like.nearest)),
            meanings,
            intents,
            statements,
        }
    }

    /// By how much the likeliest meaning that is answered is likelier than any that is not.
    pub(super) fn margin(&self) -> f32 {
        let best = |is: &dyn Fn(&Meant) -> bool| {
            let mut meanings = self.meanings.iter();
            meanings
                .find(|(meant, _)| is(meant))
                .map_or(0.0, |(_, score)| *score)
        };
        let answered = best(&|meant| matches!(meant, Meant::Intent(_)));
        answered - best(&|meant| !matches!(meant, Meant::Intent(_) | Meant::Statement(_)))
    }
}
