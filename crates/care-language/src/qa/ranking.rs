//! The ranking: two ways to tell how like a question a meaning is become one order of meanings, of
//! what is asked, and of statements.

use super::Found;
use super::index::{Likeness, Meant};
use care_engine::content::{AskedIx, Content, StatementIx};

/// What the likelihood of a meaning counts beside its nearest texts. Each alone puts the right
/// statement first less often; between 0.4 and 0.6 little changes.
const LIKELIHOOD: f32 = 0.5;
/// What a statement's own words count beside the ways in which it is asked for.
const OWN_WORDS: f32 = 0.75;
/// What each further statement of the same intent loses.
const FURTHER: f32 = 0.15;
/// What the likelihood of a statement itself counts beside what its intents say.
const ITSELF: f32 = 0.3;

/// What speaks for an answer: how likely the likest intent makes the question, by how much likelier
/// than anything that is not answered, how far it is ranked before that, and that the question names
/// what this bot is about; and how much of it is needed. Fitted to the tuning questions by logistic
/// regression.
const ODDS: f32 = 0.15;
const MARGIN: f32 = 0.27;
const LEAD: f32 = 3.0;
const NAMED: f32 = 1.5;
const NEEDED: f32 = 3.2;

/// Meanings, intents and statements by how well they fit, each the best first and the best
/// about 1.
pub struct Ranked {
    pub meanings: Vec<(Meant, f32)>,
    pub intents: Vec<(AskedIx, f32)>,
    pub statements: Vec<Found>,
    /// The share of the question that the nearest text of any kind holds.
    pub understood: f32,
    /// The same of the texts that are answered.
    pub nearest: f32,
    /// Whether that is enough for an answer: above nought.
    pub sure: f32,
    /// Whether the question names what this bot is about, or leans on one before it.
    pub ours: bool,
}

impl Ranked {
    pub fn new(content: &Content, likenesses: &[Likeness], ours: bool) -> Self {
        let most = |of: &dyn Fn(&Likeness) -> Option<f32>| {
            likenesses.iter().filter_map(of).fold(0.0_f32, f32::max)
        };
        let own = |like: &Likeness| matches!(like.meant, Meant::Statement(_));
        let nearest = most(&|like| (!own(like)).then_some(like.near)).max(f32::EPSILON);
        let likest = most(&|like| (!own(like)).then_some(like.odds)).max(f32::EPSILON);
        let likest_own = most(&|like| own(like).then_some(like.odds)).max(f32::EPSILON);
        let mut meanings = Vec::new();
        let mut intents = Vec::new();
        let mut asked_for = vec![0.0_f32; content.statements.len()];
        let mut itself = vec![(0.0_f32, 0.0_f32); content.statements.len()];
        for like in likenesses {
            if let Meant::Statement(place) = like.meant {
                itself[place.index()] = (
                    (1.0 - LIKELIHOOD) * OWN_WORDS * like.nearest / nearest,
                    like.odds.max(0.0) / likest_own,
                );
                continue;
            }
            let score =
                (1.0 - LIKELIHOOD) * like.near / nearest + LIKELIHOOD * like.odds.max(0.0) / likest;
            meanings.push((like.meant, score));
            let Meant::Asked(asked) = like.meant else {
                continue;
            };
            intents.push((asked, score));
            for (further, statement) in content.asked(asked).statements.iter().enumerate() {
                let entry = &mut asked_for[statement.index()];
                *entry = entry.max(score * (1.0 - FURTHER * further as f32));
            }
        }
        let scores = asked_for
            .into_iter()
            .zip(itself)
            .map(|(asked, (own, odds))| {
                (1.0 - ITSELF) * (asked.max(own) + 0.1 * asked.min(own)) + ITSELF * odds
            });
        let mut statements: Vec<Found> = scores
            .enumerate()
            .filter(|(_, score)| *score > 0.0)
            .map(|(place, score)| Found {
                statement: StatementIx::new(place),
                score,
            })
            .collect();
        meanings.sort_by(|a, b| b.1.total_cmp(&a.1));
        intents.sort_by(|a, b| b.1.total_cmp(&a.1));
        statements.sort_by(|a, b| b.score.total_cmp(&a.score));
        let answered =
            |like: &Likeness| matches!(like.meant, Meant::Asked(_) | Meant::Statement(_));
        let intent = |meant: &Meant| matches!(meant, Meant::Asked(_));
        let lead = |wanted: bool| {
            let mut scores = meanings.iter();
            let first = scores.find(|(meant, _)| intent(meant) == wanted);
            first.map_or(0.0, |(_, score)| *score)
        };
        let odds = most(&|like| intent(&like.meant).then_some(like.odds));
        let other = most(&|like| (!answered(like)).then_some(like.odds));
        let named = if ours { NAMED } else { 0.0 };
        let ahead = LEAD * (lead(true) - lead(false));
        Self {
            understood: most(&|like| Some(like.nearest)),
            nearest: most(&|like| answered(like).then_some(like.nearest)),
            sure: ODDS * odds + MARGIN * (odds - other) + ahead + named - NEEDED,
            ours,
            meanings,
            intents,
            statements,
        }
    }
}
